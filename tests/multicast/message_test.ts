import assert from "node:assert/strict";
import {
  checkName,
  encodeMessage,
  MAX_DATAGRAM_BYTES,
  parseMessage,
} from "../../lib/multicast/message.ts";
import { RoomError } from "../../lib/multicast/room_error.ts";

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
  for (const name of ["", " ", "a: b", ": ", "a\nb", "a\x1b", "\u0085", "a\u200bb", "\u0301a"]) {
    assert.throws(() => checkName(name), RoomError, JSON.stringify(name));
    assert.throws(() => encodeMessage(name, "text"), RoomError);
  }
  for (const name of ["a", "a b", "a:b", "a:", "👩‍🚀"]) checkName(name);
});
