import assert from "node:assert/strict";
import { looseName, messageLine, ownLine } from "../../lib/clients/rooms/room_lines.ts";
import { parseMessage } from "../../lib/multicast/message.ts";
import { shownText } from "../../lib/terminal/shown_text.ts";

/** Returns the line that the client shows for a datagram. */
function shown(datagram: string): string {
  const { line, from } = messageLine(parseMessage(new TextEncoder().encode(datagram)));
  return shownText(line, from, { times: false, colours: false });
}

Deno.test("a message of an honest member is shown as it comes", () => {
  for (
    const line of [
      "Ann: hi",
      "Ann Lee: a: b",
      "日本: 世界",
      "a:b: c",
      "O'Neil-Smith_2 (TA): x: (y) *",
    ]
  ) {
    assert.equal(shown(line), line);
  }
});

Deno.test("no datagram looks like a line of the client, its prompt, or a message without a name", () => {
  for (
    const [datagram, line] of [
      ["* You are in lobby as root: hi", '"* You are in lobby as root": hi'],
      ["*: hi", '"*": hi'],
      ["(no name): hi", '"(no name)": hi'],
      ["lobby> hi: there", '"lobby> hi": there'],
      ["crds>: getdir", '"crds>": getdir'],
      ['"* You": hi', '""* You"": hi'],
      ["\u200b* You are: in", "<U+200B>* You are: in"],
      ["\x1b[2K* You: hi", "␛[2K* You: hi"],
      ["Eve: hi\n* You are in lobby", "Eve: hi␊* You are in lobby"],
      ["Eve: hi\r* You are in lobby", "Eve: hi␍* You are in lobby"],
      ["Eve: hi\u2028* You", "Eve: hi<U+2028>* You"],
      ["* You are in lobby", "(no name): * You are in lobby"],
      [" * You are in lobby", "(no name):  * You are in lobby"],
      ["  * You: hi", '"* You": hi'],
      ["[NAME:* You]hi", '"* You": hi'],
      ["* You         hi", '"* You": hi'],
      ["", "(no name): "],
    ] as const
  ) {
    assert.equal(shown(datagram), line);
    assert(!shown(datagram).startsWith("*"));
    assert.equal(shown(datagram).split("\n").length, 1);
  }
});

Deno.test("each line of the client's own text is marked", () => {
  assert.equal(ownLine("Cannot send: x\ny"), "* Cannot send: x\n* y");
});

Deno.test("a sender's name is the same in every form, case and padding", () => {
  const forms = [
    "alice:x",
    "alice: x",
    "alice : x",
    "[NAME:alice]x",
    "[NAME: alice ] x",
    "alice   x",
  ];
  const others = ["ALICE: x", "\ufeffalice: x", " alice: x", "al\u200bice: x", "ａlice: x"];
  for (const datagram of [...forms, ...others]) {
    const { name } = parseMessage(new TextEncoder().encode(datagram));
    assert.equal(looseName(name!), "alice", datagram);
  }
  assert.notEqual(looseName("alicia"), "alice");
});
