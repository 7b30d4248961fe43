/**
 * What deserves the user's attention: mentions, the bell, and joins and leaves.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Bell, BELL_CHOICES } from "../../lib/clients/messenger/bell.ts";
import { mentions } from "../../lib/clients/messenger/mention.ts";
import { PresenceFold } from "../../lib/clients/messenger/presence_fold.ts";
import { processorTime } from "../support/processor_time.ts";

/** Texts for a user of that name, and whether they mention the user. */
const TEXTS: readonly (readonly [name: string, text: string, isMention: boolean])[] = [
  ["ann", "ann", true],
  ["ann", "Hi ANN!", true],
  ["Ann", "(ann)", true],
  ["ann", "@ann: tea?", true],
  ["ann", "tea\nann\n", true],
  ["ann", "I planned it, but ann did not", true],
  ["ann", "I planned it", false],
  ["ann", "annie", false],
  ["ann", "joann", false],
  ["ann", "ann_2", false],
  ["ann", "ann2", false],
  ["ann", "anné, anne\u0301, \u{10330}ann, ann\u{10330}", false],
  ["ann", "ann\u{1f680}", true],
  ["ann", "", false],
  ["", "anything", false],
  ["c++", "c++ is here", true],
  ["Émile", "ÉMILE?", true],
  ["日本", "日本語", false],
  ["日本", "日本、語", true],
];

for (const [name, text, isMention] of TEXTS) {
  Deno.test(`${JSON.stringify(text)} ${isMention ? "mentions" : "does not mention"} "${name}"`, () => {
    assert.equal(mentions(text, name), isMention);
  });
}

Deno.test("mentions looks through a text of a megabyte in little time", () => {
  const duration = processorTime(() => {
    assert.equal(mentions("a".repeat(1 << 20), "a"), false);
    assert.equal(mentions("ann".repeat(350_000), "ann"), false);
  });
  assert(duration < 5000, `${duration} ms`);
});

Deno.test("the bell rings for the messages that the user has chosen, at most once a second", async () => {
  const expected = { off: 0, mine: 2, all: 4 };
  for (const choice of BELL_CHOICES) {
    let [rings, time] = [0, 0];
    const bell = new Bell({
      choice,
      terminal: { flushed: () => Promise.resolve() },
      now: () => time,
      write: (bytes) => void (rings += bytes.length),
    });
    for (time of [0, 10, 999, 1000, 5000, 9000]) await bell.ring(time % 5000 === 0 || time === 10);
    assert.equal(rings, expected[choice], choice);
  }
});

Deno.test("the bell does not mind that the terminal is gone", async () => {
  const bell = new Bell({
    choice: "all",
    terminal: { flushed: () => Promise.resolve() },
    write() {
      throw new Deno.errors.BrokenPipe();
    },
  });
  await bell.ring(true);
});

Deno.test("PresenceFold shows five joins and leaves in ten seconds, and counts the others", () => {
  let now = 0;
  const fold = new PresenceFold(() => now);
  const shown = [0, 2000, 4000, 6000, 8000, 9000, 9999].map((time) => {
    now = time;
    return fold.shows("joined");
  });
  assert.deepEqual(shown, [true, true, true, true, true, false, false]);
  assert.equal(fold.takeSummary(), "2 joined");
  assert.equal(fold.takeSummary(), undefined);
  now = 30_000;
  assert.equal(fold.shows("left"), true);
});

Deno.test("PresenceFold goes on counting while joins and leaves keep coming", () => {
  let now = 0;
  const fold = new PresenceFold(() => now);
  for (; now < 60_000; now += 1000) fold.shows("left");
  assert.equal(fold.takeSummary(), "55 left");
});

Deno.test("PresenceFold counts everything when the user wants quiet", () => {
  const fold = new PresenceFold(() => 0);
  fold.isQuiet = true;
  assert.equal(fold.shows("joined"), false);
  assert.equal(fold.shows("left"), false);
  assert.equal(fold.takeSummary(), "1 joined, 1 left");
});
