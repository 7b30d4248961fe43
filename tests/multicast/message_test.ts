import assert from "node:assert/strict";
import {
  checkName,
  encodeMessage,
  MAX_DATAGRAM,
  parseMessage,
} from "../../lib/multicast/message.ts";
import { RoomError } from "../../lib/multicast/room_error.ts";

Deno.test("encodeMessage writes what parseMessage reads", () => {
  for (
    const [name, text] of [["Ann", "hi"], ["Ann B.", ""], ["a:", ": b"], ["世界", "\x1b[2J\t"]]
  ) {
    assert.deepEqual(parseMessage(encodeMessage(name!, text!)), { name, text });
  }
  assert.deepEqual(encodeMessage("Ann", "grüße"), new TextEncoder().encode("Ann: grüße"));
});

Deno.test("encodeMessage makes one line of several", () => {
  assert.deepEqual(parseMessage(encodeMessage("Ann", "a\nBob: b\r\n")), {
    name: "Ann",
    text: "a␊Bob: b",
  });
});

Deno.test("encodeMessage fills a datagram, and refuses more", () => {
  assert.equal(encodeMessage("ü", "x".repeat(MAX_DATAGRAM - 4)).length, MAX_DATAGRAM);
  assert.throws(() => encodeMessage("ü", "x".repeat(MAX_DATAGRAM - 3)), {
    name: "RoomError",
    message: "Cannot send a message of 65508 bytes, the name included: 65507 fit",
  });
});

Deno.test("checkName refuses what others would not read as the name", () => {
  for (const name of ["", " ", "a: b", ": ", "a\nb", "a\x1b", "\u0085", "a\u200bb", "\u0301a"]) {
    assert.throws(() => checkName(name), RoomError, JSON.stringify(name));
    assert.throws(() => encodeMessage(name, "text"), RoomError);
  }
  for (const name of ["a", "a b", "a:b", "a:", "👩‍🚀"]) checkName(name);
});
