import assert from "node:assert/strict";
import { Channel } from "../../lib/chat/channel.ts";
import { applyModeField } from "../../lib/chat/modes_state.ts";
import { readPresence } from "../../lib/cluster/read_wire.ts";
import { encode } from "../../lib/cluster/wire.ts";

const FACTS = {
  ...{ name: "ann", network: "n", host: "n1.parley", username: "ann", address: "192.0.2.1" },
  ...{ port: 1, dialect: "irc", loggedInAt: 0, loginId: 1 },
};

/** Changes that would add lines of their own to what clients read. */
const BROKEN: readonly (readonly unknown[])[] = [
  ["login", 1, { ...FACTS, name: "ann\r\nQUIT" }],
  ["login", 1, { ...FACTS, nick: "ann\nQUIT" }],
  ["login", 1, { ...FACTS, host: "h\r\nQUIT" }],
  ["login", 1, { ...FACTS, host: "h QUIT" }],
  ["login", 1, { ...FACTS, host: "" }],
  ["login", 1, { ...FACTS, username: "u\0" }],
  ["login", 1, { ...FACTS, realName: "Ann\r\nQUIT" }],
  ["facts", 1, { ...FACTS, realName: "Ann\r\nQUIT" }],
  ["rename", 1, "eva\r\nQUIT"],
  ["topic", "tea", 1, { text: "x", author: "ann\r\nQUIT", time: 0, isLocked: false }, 1],
  ["join", 1, "tea\r\nQUIT", false, 1],
  ["create", "tea\r\nQUIT", 1, 0],
  ["create", "tea", 1, 0, "tea\r\nQUIT"],
];

for (const change of BROKEN) {
  Deno.test(`a change with a line break or a stray space is ignored: ${JSON.stringify(change)}`, () => {
    const known = ["login", 1, { ...FACTS, realName: "Ann the \x02Great\x02" }];
    const bytes = encode({ slot: 1, boot: "b", number: 1, changes: [change, known] });
    assert.deepEqual(readPresence(bytes)?.changes, [known]);
  });
}

Deno.test("masks and keys of a channel that are no words are left out", () => {
  const channel = new Channel("tea");
  const entry = { mask: "x!*@*", by: "ann!a@h", time: 0 };
  for (const text of ["x y", "x\r\nQUIT", "", "x".repeat(2000), 7]) {
    applyModeField(channel, "key", text, () => undefined);
    applyModeField(channel, `b ${text}`, { ...entry, mask: text }, () => undefined);
    applyModeField(channel, "b x!*@*", { ...entry, by: text }, () => undefined);
  }
  assert.deepEqual([channel.modes.key, [...channel.modes.masks("b")]], [undefined, []]);
  applyModeField(channel, "b x!*@*", entry, () => undefined);
  assert.deepEqual([...channel.modes.masks("b")], [entry]);
});
