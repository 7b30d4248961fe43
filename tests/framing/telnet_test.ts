import assert from "node:assert/strict";
import { TelnetFilter } from "../../lib/framing/telnet.ts";
import { processorTime } from "../support/processor_time.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Returns what is left of a stream that arrives in these pieces. */
function filtered(...pieces: string[]): string {
  const telnet = new TelnetFilter();
  return pieces.map((piece) => String.fromCharCode(...telnet.filter(bytes(piece)))).join("");
}

const REMOVED: readonly (readonly [name: string, stream: string, left: string])[] = [
  ["negotiation at the start", "\xff\xfb\x1f\xff\xfd\x03LIST\r\n", "LIST\r\n"],
  ["an interrupt", "SEND b\xff\xf4\xff\xf2ob hi\n", "SEND bob hi\n"],
  ["an interrupt with its timing mark", "LI\xff\xf4\xff\xfd\x06ST\n", "LIST\n"],
  ["an interrupt with the end of its mark urgent", "LI\xff\xf4\xffST\n", "LIST\n"],
  ["an interrupt with the start of its mark urgent", "LI\xff\xf4\xf2ST\n", "LIST\n"],
  ["the same at the end of a line", "LIST\n\xff\xf4\xff\nLIST\n", "LIST\n\nLIST\n"],
  ["are you there", "\xff\xf6LIST\n\xff\xf6\xff\xf6", "LIST\n"],
  ["no operation, go ahead", "LIST\xff\xf1\r\xff\xf9\n", "LIST\r\n"],
  [
    "end of file, suspend, abort, end of record",
    "L\xff\xecI\xff\xedS\xff\xeeT\xff\xef\n",
    "LIST\n",
  ],
  ["the end of no subnegotiation", "LI\xff\xf0ST\n", "LIST\n"],
  ["an option with the number of a line end", "LI\xff\xfb\x0aST\n", "LIST\n"],
  ["a window of ten lines", "LI\xff\xfa\x1f\x00\x50\x00\x0a\xff\xf0ST\n", "LIST\n"],
  ["a window of 255 columns", "LI\xff\xfa\x1f\x00\xff\xff\x00\x18\xff\xf0ST\n", "LIST\n"],
  ["the longest subnegotiation", `LI\xff\xfa${"x".repeat(1020)}\xff\xf0ST\n`, "LIST\n"],
  ["a line end of character mode", "LIST\r\0LIST\r\0", "LIST\r\nLIST\r\n"],
  ["both line ends", "LIST\r\0\nLIST\r\n", "LIST\r\nLIST\r\n"],
  ["an empty line in each", "\r\0\r\0\r\n\n", "\r\n\r\n\r\n\n"],
  ["a line end with a command inside", "LIST\r\xff\xf1\0LIST\n", "LIST\r\nLIST\n"],
  ["commands only", "\xff\xf1\xff\xfb\x01", ""],
];

const KEPT: readonly (readonly [name: string, stream: string])[] = [
  ["plain lines", "HELLO-FROM ann\r\nLIST\n\n"],
  ["UTF-8", "SEND bob gr\xc3\xbc\xc3\x9fe \xf0\x9f\x91\x8b\n"],
  ["a byte that no command follows", "SEND bob \xffhi\nLIST\n"],
  ["one before a line end", "LIST\xff\nLIST\n"],
  ["one before a byte below the commands", "SEND bob \xff\xeb\n"],
  ["one that is escaped", "SEND bob \xff\xff\n"],
  ["one that is escaped, before the number of a command", "SEND bob \xff\xff\xf4\n"],
  ["many", `SEND bob ${"\xff".repeat(8)}\n`],
  ["invalid UTF-8 of other kinds", "SEND bob \xc0\x80 \xfe \xed\xa0\x80\n"],
  ["zeros", "\0SEND bob \0\0a\0\n\0"],
  ["a carriage return alone", "SEND bob a\rb\r\r\n"],
  [
    "a subnegotiation with another command inside",
    "LI\xff\xfax\xffaST\n",
  ],
  ["a subnegotiation that never ends", `\xff\xfa${"x".repeat(2000)}\nLIST\n`],
];

const KEPT_BEHIND: readonly (readonly [name: string, stream: string, left: string])[] = [
  ["a character that starts like a mark", "\xff\xf4\xf2\x80\x80\x80\n", "\xf2\x80\x80\x80\n"],
  ["an escaped byte", "\xff\xf4\xff\xff\n", "\xff\xff\n"],
];

const CASES = [
  ...REMOVED,
  ...KEPT_BEHIND,
  ...KEPT.map(([name, stream]) => [name, stream, stream] as const),
];

for (const [name, stream, left] of CASES) {
  Deno.test(`telnet's bytes leave a stream wherever it is split: ${name}`, () => {
    assert.equal(filtered(stream), left);
    assert.equal(filtered(...stream), left, "byte by byte");
    for (let at = 0; at <= stream.length; at++) {
      assert.equal(filtered(stream.slice(0, at), stream.slice(at)), left, `split at ${at}`);
    }
  });
}

Deno.test("bytes without a command are passed on as they are, without a copy", () => {
  const telnet = new TelnetFilter();
  for (const text of ["LIST\n", "LIST\r", "\nLIST\n"]) {
    const chunk = bytes(text);
    assert.equal(telnet.filter(chunk), chunk);
  }
  telnet.filter(bytes("\xff\xf4\r\0"));
  telnet.filter(bytes("LIST\n"));
  const chunk = bytes("LIST\n");
  assert.equal(telnet.filter(chunk), chunk);
});

Deno.test("a command may arrive in the memory of the one before", () => {
  const telnet = new TelnetFilter();
  const memory = bytes("LI\xff");
  assert.deepEqual(telnet.filter(memory), bytes("LI"));
  memory.set(bytes("\xf4ST"));
  assert.deepEqual(telnet.filter(memory), bytes("ST"));
});

Deno.test("the worst input of a megabyte is filtered in linear time", () => {
  const worst = ["\xff\xfa", "\xff\xfax", `\xff\xfa${"x".repeat(1021)}`, "\xff\xf4", "\r\0"];
  for (const part of worst) {
    const telnet = new TelnetFilter();
    const stream = bytes(part.repeat(2 ** 20 / part.length));
    const duration = processorTime(() => {
      for (let at = 0; at < stream.length; at += 4096) {
        telnet.filter(stream.subarray(at, at + 4096));
      }
    });
    assert(duration < 2000, JSON.stringify(part));
  }
});
