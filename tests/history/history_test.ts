import assert from "node:assert/strict";
import { MAX_PAGE_COUNT, MAX_PAGE_LENGTH, type Page } from "../../lib/history/history.ts";
import { HISTORIES, message, type TestBounds, type TestedHistory } from "./histories.ts";

/** Defines a test for each kind of history. */
function testEach(name: string, body: (tested: TestedHistory) => void, bounds?: TestBounds): void {
  for (const [kind, make] of Object.entries(HISTORIES)) {
    Deno.test(`${kind}: ${name}`, () => {
      using tested = make(bounds);
      body(tested);
    });
  }
}

function idsOf({ messages }: Page): number[] {
  return messages.map(({ id }) => id);
}

function summary(page: Page) {
  return { ids: idsOf(page), before: page.before, after: page.after };
}

testEach("a page says how many messages are before and after it", ({ history }) => {
  for (const id of [11, 12, 13, 14, 15]) history.add("tea", message(id));
  history.add("cake", message(16));
  const cases = [
    [{ before: Infinity, count: 2 }, { ids: [14, 15], before: 3, after: 0 }],
    [{ before: 14, count: 2 }, { ids: [12, 13], before: 1, after: 2 }],
    [{ before: 14, count: 9 }, { ids: [11, 12, 13], before: 0, after: 2 }],
    [{ before: 11, count: 2 }, { ids: [], before: 0, after: 5 }],
    [{ before: 3, count: 2 }, { ids: [], before: 0, after: 5 }],
    [{ after: 11, count: 2 }, { ids: [12, 13], before: 1, after: 2 }],
    [{ after: 0, count: 2 }, { ids: [11, 12], before: 0, after: 3 }],
    [{ after: 15, count: 2 }, { ids: [], before: 5, after: 0 }],
    [{ after: 99, count: 2 }, { ids: [], before: 5, after: 0 }],
    [{ since: 13, count: 9 }, { ids: [13, 14, 15], before: 2, after: 0 }],
    [{ since: 13, count: 1 }, { ids: [13], before: 2, after: 2 }],
    [{ since: 16, count: 9 }, { ids: [], before: 5, after: 0 }],
    [{ since: -1, count: 9 }, { ids: [11, 12, 13, 14, 15], before: 0, after: 0 }],
    [{ before: Infinity, count: 0 }, { ids: [], before: 0, after: 5 }],
  ] as const;
  for (const [part, expected] of cases) {
    assert.deepEqual(summary(history.page("tea", part)), expected, JSON.stringify(part));
  }
  const none = { ids: [], before: 0, after: 0 };
  assert.deepEqual(summary(history.page("water", { before: Infinity, count: 9 })), none);
});

testEach("a page leaves out what a reader has seen of each server", ({ history }) => {
  // The id's rest of a division by 128 is the server: these come from the servers 1 to 3.
  for (const id of [129, 130, 131, 257, 258, 386, 387]) history.add("tea", message(id));
  const page = (after: number, seen: [slot: number, last: number][], count = 99) =>
    summary(history.page("tea", { after, count, seen: new Map(seen) }));
  const cases = [
    [page(0, []), { ids: [129, 130, 131, 257, 258, 386, 387], before: 0, after: 0 }],
    [page(0, [[1, 257]]), { ids: [130, 131, 258, 386, 387], before: 1, after: 0 }],
    [page(0, [[1, 257], [2, 130]], 2), { ids: [131, 258], before: 2, after: 2 }],
    [page(257, [[1, 129], [3, 0]], 1), { ids: [131], before: 2, after: 4 }],
    [page(257, [[2, 386]]), { ids: [387], before: 6, after: 0 }],
    [page(0, [[1, 257], [2, 386], [3, 387]]), { ids: [], before: 7, after: 0 }],
    [page(999, []), { ids: [], before: 7, after: 0 }],
    [page(0, [[200, 5]], 1), { ids: [129], before: 0, after: 6 }],
  ] as const;
  for (const [index, [actual, expected]] of cases.entries()) {
    assert.deepEqual(actual, expected, `case ${index}`);
  }
});

testEach("a page holds no more than its limits, and always one message", ({ history }) => {
  const long = "x".repeat(MAX_PAGE_LENGTH / 2);
  for (const id of [1, 2, 3, 4]) history.add("long", message(id, long));
  history.add("huge", message(5, long.repeat(4)));
  for (let id = 6; id < 6 + MAX_PAGE_COUNT + 5; id++) history.add("many", message(id));
  assert.deepEqual(idsOf(history.page("long", { before: Infinity, count: 9 })), [3, 4]);
  assert.deepEqual(idsOf(history.page("long", { after: 0, count: 9 })), [1, 2]);
  assert.deepEqual(idsOf(history.page("huge", { before: Infinity, count: 9 })), [5]);
  assert.equal(history.page("many", { after: 0, count: 1e9 }).messages.length, MAX_PAGE_COUNT);
}, { maxCount: 10_000 });

testEach("texts, senders and times come back as they were", ({ history }) => {
  const texts = [
    "",
    " ",
    "a\0b",
    "\u001b[31m",
    "日本語",
    "👩‍👩‍👧",
    'it\'s "quoted"; DROP TABLE messages',
    "\n\n",
    "\u202e",
  ];
  const messages = texts.map((text, index) => ({ ...message(index + 1, text), sender: "o'b\"" }));
  for (const it of messages) history.add("tea", it);
  const { messages: kept } = history.page("tea", { before: Infinity, count: 99 });
  assert.deepEqual(
    kept.map(({ id, time, sender, text }) => ({ id, time, sender, text })),
    messages,
  );
});

testEach("the oldest messages of a channel go beyond its count", ({ history }) => {
  for (let id = 1; id <= 7; id++) history.add("tea", message(id));
  history.add("cake", message(8));
  assert.deepEqual(summary(history.page("tea", { before: Infinity, count: 9 })), {
    ...{ ids: [5, 6, 7], before: 0, after: 0 },
  });
  assert.deepEqual(history.search("tea", "cup", 9).messages.length, 3);
  assert.deepEqual(idsOf(history.page("cake", { before: Infinity, count: 9 })), [8]);
}, { maxCount: 3 });

testEach("messages go when they are too old", ({ history, clock }) => {
  clock.advance(1000);
  for (const id of [1, 2, 3]) history.add("tea", message(id, "hi", 1000 * id));
  clock.advance(6500);
  assert.deepEqual(idsOf(history.page("tea", { before: Infinity, count: 9 })), [3]);
  clock.advance(1_000_000);
  assert.deepEqual(idsOf(history.page("tea", { before: Infinity, count: 9 })), []);
}, { maxAgeMs: 5000 });

testEach(
  "a channel that is forgotten has no messages, under the same name either",
  ({ history, clock }) => {
    history.add("tea", message(1));
    history.add("cake", message(2));
    clock.advance(1000);
    history.forget("tea");
    history.forget("water");
    assert.deepEqual(idsOf(history.page("tea", { before: Infinity, count: 9 })), []);
    history.add("tea", message(3));
    clock.advance(10_000);
    assert.deepEqual(idsOf(history.page("tea", { before: Infinity, count: 9 })), [3]);
    assert.deepEqual(idsOf(history.page("cake", { before: Infinity, count: 9 })), [2]);
  },
);

testEach("two spellings of a channel's name are one channel", ({ history }) => {
  history.add("caf\u00e9", message(1));
  history.add("cafe\u0301", message(2));
  for (const name of ["caf\u00e9", "cafe\u0301"]) {
    assert.deepEqual(idsOf(history.page(name, { before: Infinity, count: 9 })), [1, 2], name);
  }
});

const TEXTS = [
  "The kettle boils",
  "don't panic",
  "Café Ångström",
  "お茶をください",
  'say "hello" AND smile',
  "kettles and pots",
  "НАЧАЛО конца",
  "tea tea tea",
  "mail ann@example.com",
];

const SEARCHES: readonly (readonly [words: string, found: readonly number[]])[] = [
  ["kettle", [0]],
  ["KETTLE the", [0]],
  ["kettle pots", []],
  ["don't", [1]],
  ["don", [1]],
  ["t don", [1]],
  ["cafe angstrom", [2]],
  ["CAFÉ", [2]],
  ["茶", [3]],
  ["ください", [3]],
  ["茶お", []],
  ["AND", [4, 5]],
  ['"hello"', [4]],
  ['hello" OR "', []],
  ['hello" AND "', [4]],
  ["kettle OR tea", []],
  ["NOT kettle", []],
  ["tea*", [7]],
  ["ket*", []],
  ["text:kettle", []],
  ["channel : c1", []],
  ["(kettle", [0]],
  ["^kettle", [0]],
  ["NEAR(kettle boils)", []],
  ["начало", [6]],
  ["ann@example.com", [8]],
  ["example.com", [8]],
  ["example ann", [8]],
  ["ann.example", [8]],
  ["", []],
  ['"', []],
  ["* ^ - + ( )", []],
  ["\0", []],
  ["' OR 1=1 --", []],
];

for (const state of ["waiting", "saved", "indexed"]) {
  testEach(
    `a search finds messages with all words when they are ${state}`,
    ({ history, clock }) => {
      TEXTS.forEach((text, index) => history.add("tea", message(index + 1, text)));
      history.add("cake", message(100, TEXTS.join(" ")));
      if (state === "saved") clock.advance(50);
      if (state === "indexed") clock.advance(10_000);
      for (const [words, found] of SEARCHES) {
        const ids = idsOf(history.search("tea", words, 20));
        assert.deepEqual(ids, found.map((index) => index + 1), words);
      }
    },
  );
}

testEach("a search returns the newest matches and counts the older ones", ({ history, clock }) => {
  for (let id = 1; id <= 30; id++) {
    history.add("tea", message(id, id % 3 === 0 ? "sugar please" : "milk"));
    // Some are in the index, some are not.
    if (id === 20) clock.advance(10_000);
  }
  const page = history.search("tea", "sugar", 4);
  assert.deepEqual(summary(page), { ids: [21, 24, 27, 30], before: 6, after: 0 });
  assert.deepEqual(summary(history.search("tea", "sugar", 1)), { ids: [30], before: 9, after: 0 });
  assert.equal(history.search("water", "sugar", 4).messages.length, 0);
});
