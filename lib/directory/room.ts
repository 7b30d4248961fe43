/**
 * Rooms, and the rules of `docs/protocols/rooms.md` for their names, addresses and ports.
 *
 * @module
 */
import { hasInvisible } from "../chat/name.ts";
import { Refusal } from "../errors/refusal.ts";
import { encodeText } from "../framing/encode_text.ts";
import { isPrivateMulticast } from "../framing/ipv4.ts";
import { quote } from "../framing/messages.ts";

/** The group and port that the members of a room send to. */
export interface Endpoint {
  /** An IPv4 multicast address, 239.0.0.0 to 239.255.255.255. */
  readonly address: string;
  /** A UDP port, 1024 to 65535. */
  readonly port: number;
}

/** A chat room: a name for an endpoint. */
export interface Room extends Endpoint {
  readonly name: string;
}

const MAX_NAME_BYTES = 64;

/** Returns `text` if it is a valid room name. */
export function parseRoomName(text: string): string | Refusal<"bad-name"> {
  if (text === "") return new Refusal("bad-name", "A room name must not be empty");
  if (encodeText(text).length > MAX_NAME_BYTES) {
    return new Refusal("bad-name", `A room name must not be longer than ${MAX_NAME_BYTES} bytes`);
  }
  if (/[\s\p{Cc}]/u.test(text)) {
    return new Refusal(
      "bad-name",
      "A room name must not contain white space or control characters",
    );
  }
  if (hasInvisible(text)) {
    return new Refusal("bad-name", "A room name must not contain invisible characters");
  }
  return text;
}

/**
 * Parses an address and a port as people write them.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Refusal } from "../errors/refusal.ts";
 *
 * assert.deepEqual(parseEndpoint("239.0.0.1", "5000"), { address: "239.0.0.1", port: 5000 });
 *
 * const refusal = parseEndpoint("224.0.0.1", "5000");
 * assert(refusal instanceof Refusal && refusal.code === "bad-address");
 * ```
 */
export function parseEndpoint(
  address: string,
  port: string,
): Endpoint | Refusal<"bad-address" | "bad-port"> {
  if (!isPrivateMulticast(address)) {
    return new Refusal(
      "bad-address",
      `The address ${quote(address)} is not one of 239.0.0.0 to 239.255.255.255`,
    );
  }
  // Each number has one spelling, so that the stored text is also the text that clients receive.
  const number = /^[1-9]\d{3,4}$/.test(port) ? Number(port) : 0;
  if (number < 1024 || number > 65_535) {
    return new Refusal("bad-port", `The port ${quote(port)} is not a number from 1024 to 65535`);
  }
  return { address, port: number };
}
