import assert from "node:assert/strict";
import { User } from "../../../lib/chat/user.ts";
import {
  decodeForm,
  decodeSignal,
  encodeFacts,
  encodeForm,
  encodeSignal,
  takeFacts,
} from "../../../lib/dialects/irc/cluster_codec.ts";
import { factsOf, keepFacts, speaksIrc } from "../../../lib/dialects/irc/facts.ts";
import { MessageText } from "../../../lib/dialects/irc/message_text.ts";
import { Signal } from "../../../lib/dialects/irc/signal.ts";

function viaJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

Deno.test("a signal is the same on other servers", () => {
  const signals = [
    new Signal(":ann!a@h MODE #tea +o bob"),
    new Signal(":ann!a@h TAGMSG #tea", undefined, new Map([["+typing", "active; a\\b"]])),
    new Signal(":ann!a@h AWAY :gr\u00fc\u00df dich", "away-notify"),
  ];
  for (const signal of signals) {
    assert.deepEqual(decodeSignal(viaJson(encodeSignal(signal))), signal);
  }
});

/** Whatever another program may send in place of a signal. */
const NO_SIGNALS: readonly unknown[] = [
  undefined,
  null,
  7,
  "line",
  [],
  {},
  { line: 7 },
  { line: "" },
  { line: "PING :x" },
  { line: ":ann" },
  { line: ":ann privmsg #tea :hi" },
  { line: ":ann PRIVMSG #tea :hi\r\nERROR :bye" },
  { line: ":ann PRIVMSG #tea :hi\nERROR :bye" },
  { line: ":ann PRIVMSG #tea :hi\0" },
  { line: ":ann PRIVMSG #tea :\ud800" },
  { line: `:ann PRIVMSG #tea :${"x".repeat(500)}` },
  { line: `:ann PRIVMSG #tea :${"\u00e9".repeat(250)}` },
  { line: "@time=x :ann PRIVMSG #tea :hi" },
  { line: ":ann AWAY", needs: "sasl" },
  { line: ":ann AWAY", needs: 7 },
];

for (const value of NO_SIGNALS) {
  Deno.test(`no signal comes of ${JSON.stringify(value)?.slice(0, 60)}`, () => {
    assert.equal(decodeSignal(value), undefined);
  });
}

/** Tags that another program may send, and those of them that are passed on. */
const TAGS: readonly (readonly [tags: unknown, names: readonly string[]])[] = [
  [{ "+typing": "active", "time": "x", "msgid": "1" }, ["+typing"]],
  [{ "+a b": "x", "+c;d": "x", "+e\r\nQUIT": "x", "+f": 7 }, []],
  [{ "+long": "x".repeat(5000) }, []],
  [Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`+${at}`, ""])), []],
  ["+typing", []],
  [null, []],
];

for (const [tags, names] of TAGS) {
  Deno.test(`of the tags ${JSON.stringify(tags).slice(0, 60)}, clients read ${names.length}`, () => {
    const signal = decodeSignal({ line: ":ann TAGMSG #tea", tags });
    assert.deepEqual([...signal!.tags.keys()], names);
  });
}

Deno.test("the form of a message is the same on other servers, and plain words have none", () => {
  const tags = new Map([["+reply", "7"]]);
  const texts: readonly (readonly [text: MessageText, hasForm: boolean])[] = [
    [new MessageText("hi", "ann"), false],
    [new MessageText("hi", "ann", { verb: "NOTICE" }), true],
    [new MessageText("\x02hi\x02", "ann"), true],
    [new MessageText("\x01ACTION waves\x01", "ann"), true],
    [new MessageText("hi", "ann", { tags }), true],
    [new MessageText("hi", "ann", { target: "@#tea" }), true],
    [new MessageText("x".repeat(400), "ann"), true],
    [new MessageText("a\u2028b", "ann"), true],
  ];
  for (const [text, hasForm] of texts) {
    const form = viaJson(encodeForm(text, String(text)));
    assert.equal(form !== undefined, hasForm, text.raw);
    const decoded = decodeForm(form, String(text), "ann");
    assert.equal(String(decoded), String(text));
    if (hasForm) assert.deepEqual(decoded, text);
  }
});

Deno.test("a form that is not sound leaves the words of the message", () => {
  for (const raw of [7, "a\r\nb", "a\0b", "x".repeat(600), "\udc00", null]) {
    assert.equal(decodeForm({ raw }, "words", "ann"), "words");
  }
  for (const target of [7, "bob", "@#tea QUIT", "@#a\r\nQUIT", "#tea"]) {
    assert.equal((decodeForm({ target }, "words", "ann") as MessageText).target, undefined);
  }
});

Deno.test("the facts about a user are the same on other servers", () => {
  const [ann, copy] = [new User("ann"), new User("ann")];
  keepFacts(ann, {
    ...{ away: "lunch", account: "ann", modes: new Set(["o", "i"]) },
    ...{ signedOnAt: 7, activeAt: () => 8 },
  });
  takeFacts(copy, viaJson(encodeFacts(ann)));
  const sorted = (
    { modes, activeAt, ...facts }: ReturnType<typeof factsOf>,
  ) => [facts, activeAt(), [...modes].sort()];
  assert.deepEqual(sorted(factsOf(copy)), sorted(factsOf(ann)));
});

Deno.test("a user of another dialect has no facts on other servers either", () => {
  const [bob, copy] = [new User("bob"), new User("bob")];
  takeFacts(copy, viaJson(encodeFacts(bob)));
  assert.equal(speaksIrc(copy), false);
});

Deno.test("facts that are not sound are left out", () => {
  for (const away of [7, "a\r\nQUIT", "x".repeat(301), null]) {
    const user = new User("ann");
    takeFacts(user, { away, account: away, modes: { o: true }, signedOnAt: "now", activeAt: [] });
    const { activeAt, ...facts } = factsOf(user);
    assert.deepEqual(
      { ...facts, account: undefined },
      { away: undefined, account: undefined, modes: new Set(), signedOnAt: 0 },
    );
    assert.equal(activeAt(), 0);
  }
});
