import assert from "node:assert/strict";
import fc from "fast-check";
import { checkName, encodeMessage, parseMessage } from "../../lib/multicast/message.ts";
import { holds } from "./holds.ts";
import { bytes, encode, text } from "./streams.ts";

holds(
  "any datagram is read as one line, with a valid sender name or none",
  fc.property(
    fc.oneof(bytes, text.map(encode), text.map((text) => encode(`${text}: hi`))),
    (datagram) => {
      const { name, text } = parseMessage(datagram);
      assert(!text.includes("\n"));
      assert(name === undefined || (name !== "" && !name.includes("\n") && !name.includes(": ")));
    },
  ),
);

function isName(name: string): boolean {
  try {
    checkName(name);
    return true;
  } catch {
    return false;
  }
}

holds(
  "parseMessage reads back a message that encodeMessage wrote",
  fc.property(text.filter(isName), text, (name, text) => {
    // Zeros at the end only fill a datagram up.
    const line = text.replace(/\r?\n$/, "").replaceAll("\n", "␊").replace(/\0+$/, "");
    const message = parseMessage(encodeMessage(name, text));
    assert.deepEqual(message, { name, text: line });
  }),
);
