/**
 * Every function that sees what strangers send, with a mebibyte of the worst. A function that took
 * quadratic time would take minutes for it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { lookOf } from "../../lib/chat/look.ts";
import { hasInvisible, normalName, revealInvisible, visibleName } from "../../lib/chat/name.ts";
import { looksLikeServer } from "../../lib/chat/server_name.ts";
import { isAddress, keyOf } from "../../lib/chat/user.ts";
import { messageText } from "../../lib/clients/messenger/message_text.ts";
import { messageLine } from "../../lib/clients/rooms/room_lines.ts";
import { channelNameIn, userNameIn } from "../../lib/dialects/channel/names.ts";
import { hasTooManyLines, linesOf } from "../../lib/dialects/text_lines.ts";
import { answer } from "../../lib/directory/commands.ts";
import { Directory } from "../../lib/directory/directory.ts";
import { mentions, scanPacket } from "../../lib/discovery/packet_scan.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { cutText } from "../../lib/framing/cut_text.ts";
import { countMarks, isHttpRequest } from "../../lib/framing/first_bytes.ts";
import { FixedFrames, frameText, toFrames } from "../../lib/framing/fixed_frames.ts";
import { hasMoreStructure } from "../../lib/framing/json_size.ts";
import { BoundedLines, lineText } from "../../lib/framing/lines.ts";
import { formatMessage, parseMessage, quote } from "../../lib/framing/messages.ts";
import { printableJson } from "../../lib/framing/printable_json.ts";
import { TelnetFilter } from "../../lib/framing/telnet.ts";
import { parseMessage as parseDatagram } from "../../lib/multicast/message.ts";
import { LoginPasswords } from "../../lib/serving/accounts/login_passwords.ts";
import { ServerPassword } from "../../lib/serving/accounts/server_password.ts";
import { shownText } from "../../lib/terminal/shown_text.ts";
import { parseProxyHeader } from "../../lib/transport/proxy_header.ts";
import { processorTime } from "../support/processor_time.ts";

const MEBIBYTE = 2 ** 20;

/**
 * How long a function may take, in milliseconds. The slowest takes a tenth of it.
 */
const MAX_MS = 1000;

/** What is repeated up to a mebibyte. */
const PARTS: readonly string[] = [
  // Marks and letters that Unicode composes, decomposes and orders.
  ...["e\u0315\u0300\u05ae\u0327", "\u0301\u0316", "\u0344", "ﷺ", "힣\u11a8"],
  // Parts of emoji, and characters that nobody sees.
  ...["👩‍👩‍👧‍👦", "🇩", "1\u20e3", "❤\ufe0f", "\u200b", "क्\u200d", "س\u200c", "\u202e"],
  // White space and line breaks.
  ...[" ", "  a", "a ", "\0", "\r", "\r\0", "\n", "\r\n", "\v", "\u2028"],
  // JSON.
  ...["[", '{"a":', ",", '"', "\\", '\\"', '","', "9", "1e", "\\u0000", "\\ud800"],
  // What has a meaning in names, in rooms and in first lines.
  ...["!", ": ", "a: ", "[NAME:", "/a", "_1", "5", "ṣ", "SΕRVΕR", "⩴", "GET /", "A", "PROXY "],
  // Half characters, and harmless ones.
  ...["\ud83d", "\ufffd", "\ufeff", "x", "茶"],
];

/** The same for bytes that are no text. */
const BYTES: readonly (readonly number[])[] = [
  ...[[0xff], [0xff, 0xfa], [0xff, 0xfb], [0xff, 0xfd, 0x06], [0xff, 0xf2], [0xf2], [
    0xff,
    0xf4,
    0xf2,
  ]],
  ...[[0xff, 0xfa, 0x61], [0xff, 0xfa, 0xff, 0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [
    0xc0,
    0x0c,
  ]],
  ...[[0x01, 0x61], [0x3f], [0x16, 0x03, 0x01], [0x80]],
];

const directory = new Directory({ maxRooms: 100, seed: "here" });
const guard = new LoginPasswords({ serverPassword: new ServerPassword("tea") });
const origin = { network: "192.0.2.1", isOverAddressLimit: false, pause: () => Promise.resolve() };
const PLAIN = { times: true, colours: true };

/** The functions that see texts of strangers: of clients, servers and members of rooms. */
const TEXT_FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  answer: (text) => answer({ directory, bye() {} }, `makeroom ${text}`),
  channelNameIn,
  cutText: (text) => cutText(text, 180),
  hasInvisible,
  hasMoreStructure: (text) => hasMoreStructure(`{"a":${text}`, 1000),
  hasTooManyLines,
  isAddress,
  keyOf,
  linesOf,
  looksLikeServer,
  lookOf,
  messageLine: (text) => messageLine(parseDatagram(new TextEncoder().encode(text))),
  messageText: (text) =>
    messageText({ action: "message", source: text, destination: text, body: text }, ""),
  normalName,
  parseMessage: (text) =>
    hasMoreStructure(text, 1000) || parseMessage(text) && parseMessage(`{"body":"${text}"}`),
  "parseMessage of a text": (text) =>
    parseMessage(formatMessage({ action: "a", source: "", destination: "", body: text })),
  password: (text) => guard.check({ name: text, password: text }, origin),
  printableJson: (text) => printableJson(JSON.stringify(text)),
  quote,
  revealInvisible,
  shownText: (text) => shownText(text, { name: text.slice(0, 50), at: 0 }, PLAIN),
  toFrames: (text) => [toFrames(text), toFrames(text, "[bob] ")],
  userNameIn,
  visibleName,
};

/** The functions that see bytes of strangers. */
const BYTE_FUNCTIONS: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  BoundedLines: (bytes) =>
    new BoundedLines(2 * MEBIBYTE, { onLine: lineText, onTooLong() {} }).push(bytes),
  countMarks,
  FixedFrames: (bytes) => new FixedFrames().push(bytes, frameText),
  isHttpRequest,
  lineText,
  mentions: (bytes) => mentions(bytes.subarray(0, 9000), ["_parley"]),
  parseDatagram,
  parseProxyHeader: (bytes) => attempt(() => parseProxyHeader(bytes)),
  scanPacket: (bytes) => scanPacket(concat([PACKET_START, bytes.subarray(0, 8000)])),
  TelnetFilter: (bytes) => new TelnetFilter().filter(bytes),
  "TelnetFilter of pieces": (bytes) => {
    const telnet = new TelnetFilter();
    for (let at = 0; at < bytes.length; at += 100) telnet.filter(bytes.subarray(at, at + 100));
  },
};

/** A packet that claims as many records as it can. */
const PACKET_START = Uint8Array.of(0, 0, 0x84, 0, ...Array(8).fill(0xff));

function attempt(call: () => unknown): void {
  try {
    call();
  } catch {
    // Refused, as it should be.
  }
}

/** Returns how long a call takes, in milliseconds. The first may include the work of the compiler. */
function timeOf(call: () => unknown): number {
  let best = Infinity;
  for (let left = 3; left > 0 && best > MAX_MS; left--) {
    best = Math.min(best, processorTime(call));
  }
  return best;
}

function assertFast<Input>(
  functions: Readonly<Record<string, (input: Input) => unknown>>,
  inputs: readonly (readonly [what: string, input: Input])[],
): void {
  for (const [name, call] of Object.entries(functions)) {
    for (const [what, input] of inputs) {
      const time = timeOf(() => call(input));
      assert(time <= MAX_MS, `${name} took ${Math.round(time)} ms for a mebibyte of ${what}`);
    }
  }
}

/** Texts that begin and end with something else: then a search for a run at the end fails late. */
const TEXTS = PARTS.map((part) => {
  const run = part.repeat(Math.ceil(MEBIBYTE / new TextEncoder().encode(part).length));
  return [JSON.stringify(part), `a${run}z`] as const;
});

Deno.test("no function takes long for a mebibyte of any text", () => {
  assertFast(TEXT_FUNCTIONS, TEXTS);
});

Deno.test("no function takes long for a mebibyte of any bytes", () => {
  const encoder = new TextEncoder();
  const bytes = [
    ...BYTES.map((part) =>
      [
        `[${part.map((byte) => byte.toString(16)).join(" ")}]`,
        Uint8Array.from({ length: MEBIBYTE }, (_, at) => part[at % part.length]!),
      ] as const
    ),
    ...TEXTS.map(([what, text]) => [what, encoder.encode(text)] as const),
  ];
  assertFast(BYTE_FUNCTIONS, bytes);
});
