import assert from "node:assert/strict";
import {
  checkName,
  encodeMessage,
  MAX_DATAGRAM_BYTES,
  parseMessage,
} from "../../lib/multicast/message.ts";
import { RoomError } from "../../lib/multicast/room_error.ts";
import { processorTime } from "../support/processor_time.ts";

Deno.test("parseMessage decodes messages that encodeMessage made", () => {
  for (
    const [name, text] of [["Ann", "hi"], ["Ann B.", ""], ["a:", ": b"], ["世界", "\x1b[2J\t"]]
  ) {
    assert.deepEqual(parseMessage(encodeMessage(name!, text!)), { name, text });
  }
  assert.deepEqual(encodeMessage("Ann", "grüße"), new TextEncoder().encode("Ann: grüße"));
});

Deno.test("a text of several lines becomes one line", () => {
  assert.deepEqual(parseMessage(encodeMessage("Ann", "a\nBob: b\r\n")), {
    name: "Ann",
    text: "a␊Bob: b",
  });
});

Deno.test("a message may fill a datagram, and a longer one is refused", () => {
  assert.equal(encodeMessage("ü", "x".repeat(MAX_DATAGRAM_BYTES - 4)).length, MAX_DATAGRAM_BYTES);
  assert.throws(() => encodeMessage("ü", "x".repeat(MAX_DATAGRAM_BYTES - 3)), {
    name: "RoomError",
    message: "Cannot send 65508 bytes: a message holds at most 65507, including the name",
  });
});

Deno.test("names that other programs would read differently are refused", () => {
  const invalid = [
    "",
    " ",
    " a",
    "a ",
    "a: b",
    ": ",
    "a\nb",
    "a\x1b",
    "\u0085",
    "a\u200bb",
    "\u0301a",
  ];
  for (const name of [...invalid, "a   b", "\ufeffa", "a".repeat(65)]) {
    assert.throws(() => checkName(name), RoomError, JSON.stringify(name));
    assert.throws(() => encodeMessage(name, "text"), RoomError);
  }
  for (const name of ["a", "a b", "a:b", "a:", "👩‍🚀"]) checkName(name);
});

const OTHER_FORMS:
  readonly (readonly [datagram: string, name: string | undefined, text: string])[] = [
    ["Ann:hi", "Ann", "hi"],
    ["Ann :hi", undefined, "Ann :hi"],
    ["Ann : hi", "Ann", "hi"],
    ["Ann      : hi", "Ann", "hi"],
    ["Ann B.:hi", "Ann B.", "hi"],
    ["[NAME:Ann]hi", "Ann", "hi"],
    ["[NAME:Ann B.] hi: there", "Ann B.", "hi: there"],
    ["[NAME: Ann ]", "Ann", ""],
    ["[NAME:]hi", "[NAME", "]hi"],
    ["Ann             hi", "Ann", "hi"],
    ["Ann B.          meet at 10: ok", "Ann B.", "meet at 10: ok"],
    ["Ann:", "Ann", ""],
    ["hello", undefined, "hello"],
    ["hello  there", undefined, "hello  there"],
    ["10:30 is fine", undefined, "10:30 is fine"],
    ["see http://example.org/", undefined, "see http://example.org/"],
    [": hi", undefined, ": hi"],
    ["", undefined, ""],
    ["\ufeffAnn: hi", "Ann", "hi"],
    ["  Ann: hi", "Ann", "hi"],
    ["Ann\t: hi", "Ann", "hi"],
    ["Ann: hi\0\0\0", "Ann", "hi"],
    ["\0\0", undefined, ""],
    ["  hello", undefined, "  hello"],
    [`${"N".repeat(64)}: hi`, "N".repeat(64), "hi"],
    [`${"N".repeat(63)}👩‍🚀: hi`, `${"N".repeat(63)}\ufffd…`, "hi"],
  ];

Deno.test("forms of a message that other programs send are read for what they mean", () => {
  for (const [datagram, name, text] of OTHER_FORMS) {
    const message = parseMessage(new TextEncoder().encode(datagram));
    assert.deepEqual(message, { name, text }, datagram);
  }
});

Deno.test("a datagram of the worst kind is read at once", () => {
  const worst = [
    " ",
    ":",
    "a ",
    "a   ",
    "[NAME:",
    "a:",
    "   :",
    "\t",
    "\n",
    "\r\n",
    "\0",
    "\u0301",
  ];
  for (const part of [...worst, "]", ": ", " : ", "👩‍👩‍👧‍👦", "\u200b", "\ufeff"]) {
    for (const start of ["", "a", "a ", "a:", "[NAME:", "[NAME:a", "a   ", "10:"]) {
      for (const end of ["", "x", ":", "]"]) {
        const bytes = new TextEncoder().encode(start + part.repeat(65_000 / part.length) + end);
        const duration = processorTime(() => parseMessage(bytes.subarray(0, 65_507)));
        assert(duration < 500, JSON.stringify([start, part, end]));
      }
    }
  }
});
