import assert from "node:assert/strict";
import fc from "fast-check";
import { ConnectionDecoder } from "../../../lib/clients/wire/decoder.ts";
import { visibleBytes } from "../../../lib/clients/wire/visible_bytes.ts";
import { holds } from "../../properties/holds.ts";
import { frame } from "../../support/frame_client.ts";

/** Bytes with many line ends, in any number of reads. */
const BYTE = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constant(0x0a));
const READS = fc.array(
  fc.array(BYTE, { minLength: 1, maxLength: 150, size: "max" }).map((bytes) =>
    Uint8Array.from(bytes)
  ),
  { maxLength: 12 },
);

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Returns what a decoder says about reads of the client's bytes. */
function described(dialect: string | undefined, ...reads: (string | Uint8Array)[]): string[] {
  const decoder = new ConnectionDecoder(dialect);
  return reads.flatMap((read) =>
    decoder.push("client", typeof read === "string" ? bytesOf(read) : read).map(({ text }) => text)
  );
}

const MESSAGE = '{"action":"users","source":"","destination":"server","body":["a","b"]}';

const CASES: readonly (readonly [string, string | undefined, (string | Uint8Array)[], string[]])[] =
  [
    ["a frame with its padding", "channel", [frame("Ann")], ['frame "Ann" + 197 spaces']],
    ["a newline before the padding", "channel", [frame("/list\n")], [
      String.raw`frame "/list\n" + 194 spaces`,
    ]],
    ["zero bytes as padding", "channel", [new Uint8Array(200)], ['frame "" + 200 zero bytes']],
    ["a frame without padding", "channel", ["x".repeat(200)], [`frame "${"x".repeat(200)}"`]],
    ["the cuts of a frame", "channel", [
      frame("Ann").subarray(0, 1),
      frame("Ann").subarray(1, 130),
      frame("Ann").subarray(130),
    ], [
      "1 of 200 bytes of a frame so far",
      "130 of 200 bytes of a frame so far",
      'frame "Ann" + 197 spaces, cut after byte 1, 130',
    ]],
    ["many cuts by their number", "direct", [..."HELLO-FROM bo\n"], [
      ...Array.from(
        { length: 13 },
        (_, index) => `${index + 1} ${index === 0 ? "byte" : "bytes"} of a line so far`,
      ),
      String.raw`line "HELLO-FROM bo\n", cut after byte 1, 2, 3, 4, 5, 6, 7, 8, … (13 cuts)`,
    ]],
    ["a carriage return", "direct", ["LIST\r\n"], [String.raw`line "LIST\r\n"`]],
    ["bytes that are not UTF-8", "direct", [Uint8Array.of(0xe9, 0x74, 0xc3, 0xa9, 0x0a)], [
      String.raw`line "\xe9té\n"`,
    ]],
    ["a message", "messenger", [`${MESSAGE}\r\n`], [
      String.raw`json action="users" source="" destination="server" body=["a", "b"] \r\n`,
    ]],
    ["a wrong message", "messenger", ['{"action":1}\n'], [
      String.raw`line "{\"action\":1}\n" (The component "action" must be a string, not a number)`,
    ]],
    ["lines of IRC", "irc", ["@a;b=c\\sd :ann!a@n1 privmsg #tea :hi there\r\nPING x\n"], [
      String.raw`irc @a @b="c d" from "ann!a@n1" PRIVMSG "#tea" "hi there" \r\n`,
      String.raw`irc PING "x" \n`,
    ]],
    ["a line of IRC without a command, and one that is not UTF-8", "irc", [
      Uint8Array.of(0x0d, 0x0a, 0x50, 0xe9, 0x0a),
    ], [String.raw`line "\r\n"`, String.raw`line "P\xe9\n"`]],
    ["IRC without being told", undefined, ["NICK ann\r\n"], [String.raw`irc NICK "ann" \r\n`]],
    ["raw bytes", "raw", ["\x16\x03\x01\0"], [String.raw`raw "\x16\x03\x01\0"`]],
    ["channel without being told", undefined, ["Ann", " ".repeat(197)], [
      'frame "Ann" + 197 spaces, cut after byte 3',
    ]],
    ["direct without being told", undefined, ["HELLO-FROM ", "bob\n"], [
      "11 bytes of a line so far",
      String.raw`line "HELLO-FROM bob\n", cut after byte 11`,
    ]],
    ["messenger without being told", undefined, [`${MESSAGE}\n`], [
      String.raw`json action="users" source="" destination="server" body=["a", "b"] \n`,
    ]],
    ["HTTP without being told", undefined, ["GET / HTTP/1.0\r\n"], [
      String.raw`raw "GET / HTTP/1.0\r\n"`,
    ]],
    ["TLS without being told", undefined, ["\x16\x03"], [String.raw`raw "\x16\x03"`]],
    ["the length of a long line", "direct", [`${"x".repeat(1_000_000)}\n`], [
      `line "${"x".repeat(400)}" and 999601 more bytes`,
    ]],
  ];

for (const [name, dialect, reads, expected] of CASES) {
  Deno.test(`the wire shows ${name}`, () => {
    assert.deepEqual(described(dialect, ...reads), expected);
  });
}

Deno.test("bytes of the server before the dialect is known are shown once it is", () => {
  const decoder = new ConnectionDecoder(undefined);
  assert.deepEqual(decoder.push("server", bytesOf("WELCOME\n")), []);
  assert.deepEqual(decoder.push("client", bytesOf("LIST\n")), [
    { from: "client", text: String.raw`line "LIST\n"` },
    { from: "server", text: String.raw`line "WELCOME\n"` },
  ]);
});

Deno.test("an incomplete message is shown at the end of the stream", () => {
  for (
    const [dialect, text] of [
      ["channel", 'only 4 of 200 bytes of a frame: "SEND"'],
      ["direct", 'only 4 bytes of a line: "SEND"'],
      [undefined, 'raw "SEND"'],
    ] as const
  ) {
    const decoder = new ConnectionDecoder(dialect);
    decoder.push("client", bytesOf("SEND"));
    assert.deepEqual(decoder.end("client"), [{ from: "client", text }]);
  }
});

holds(
  "no byte that a terminal would obey is ever shown",
  fc.property(fc.uint8Array({ maxLength: 600, size: "max" }), (bytes) => {
    assert.doesNotMatch(visibleBytes(bytes), /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
  }),
);

holds(
  "messages are the same wherever the reads end",
  fc.property(READS, (reads) => {
    const all = Uint8Array.from(reads.flatMap((read) => [...read]));
    const texts = (found: string[]) =>
      found.filter((text) => !text.endsWith("so far"))
        .map((text) => text.replace(/, cut after byte .*$/, ""));
    for (const dialect of ["channel", "direct", "messenger"]) {
      assert.deepEqual(texts(described(dialect, ...reads)), texts(described(dialect, all)));
    }
  }),
);
