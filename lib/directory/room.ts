/**
 * What a room is, and what it may not be: the checks of `docs/protocols/rooms.md`.
 *
 * @module
 */
import { hasInvisible } from "../chat/name.ts";
import { encodeText } from "../framing/encode_text.ts";
import { quote } from "../framing/messages.ts";
import { Refusal } from "./refusal.ts";

/** Where the members of a room talk. */
export interface Place {
  /** An IPv4 multicast address, 239.0.0.0 to 239.255.255.255. */
  readonly address: string;
  /** A UDP port, 1024 to 65535. */
  readonly port: number;
}

/** A chat room: a name for a place. */
export interface Room extends Place {
  readonly name: string;
}

/** The longest name, in bytes of UTF-8. */
const MOST_NAME = 64;

/**
 * Takes a text as the name of a room.
 *
 * @throws {Refusal} `bad-name`.
 */
export function readName(text: string): string {
  if (text === "") throw new Refusal("bad-name", "A name must not be empty");
  if (encodeText(text).length > MOST_NAME) {
    throw new Refusal("bad-name", `A name must not be longer than ${MOST_NAME} bytes`);
  }
  if (/[\s\p{Cc}]/u.test(text)) {
    throw new Refusal("bad-name", "A name must not hold white space or control characters");
  }
  if (hasInvisible(text)) {
    throw new Refusal("bad-name", "A name must not hold anything invisible");
  }
  return text;
}

/**
 * Takes an address and a port as people write them.
 *
 * @throws {Refusal} `bad-address` or `bad-port`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(readPlace("239.0.0.1", "5000"), { address: "239.0.0.1", port: 5000 });
 * assert.throws(() => readPlace("224.0.0.1", "5000"), { code: "bad-address" });
 * ```
 */
export function readPlace(address: string, port: string): Place {
  if (!isMulticast(address)) {
    throw new Refusal(
      "bad-address",
      `The address ${quote(address)} is not one of 239.0.0.0 to 239.255.255.255`,
    );
  }
  // Only one way to write each number: what is stored is what is sent.
  const number = /^[1-9]\d{3,4}$/.test(port) ? Number(port) : 0;
  if (number < 1024 || number > 65535) {
    throw new Refusal("bad-port", `The port ${quote(port)} is not a number from 1024 to 65535`);
  }
  return { address, port: number };
}

function isMulticast(address: string): boolean {
  const [first, ...rest] = address.split(".");
  // Leading zeros are refused: some programs read them as octal.
  const isByte = (part: string) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255;
  return first === "239" && rest.length === 3 && rest.every(isByte);
}
