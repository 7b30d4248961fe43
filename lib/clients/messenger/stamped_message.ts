import { parseExactTime } from "../../framing/local_time.ts";
import type { Message } from "../../framing/messages.ts";

/** The marks that a server puts on a message for clients that have asked for them. */
export interface MessageStamp {
  /** Grows with each message. */
  readonly id: number;
  readonly time: Date;
}

/** A message of the server, with its marks beside its four components. */
export interface StampedMessage extends Message {
  readonly stamp?: MessageStamp;
  /** Whether the message came right after the login, as those do that have waited for the user. */
  readonly hasWaited?: boolean;
}

/** What a stamped body consists of, besides the marks, by the action of its message. */
const TEXTS: Readonly<Record<string, number>> = { message: 1, broadcast: 1, past: 1, delivered: 0 };

/**
 * Takes the marks out of a message's body, if it has some.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const message = { action: "message", source: "bob", destination: "#tea", body: "hi" };
 * assert.equal(stamped(message), message);
 * const { body, stamp } = stamped({ ...message, body: ["hi", "17", "2026-01-31T10:30:00.000Z"] });
 * assert.deepEqual([body, stamp?.id, stamp?.time.getUTCMinutes()], ["hi", 17, 30]);
 * ```
 */
export function stamped(message: Message): StampedMessage {
  const { action, body } = message;
  const texts = Object.hasOwn(TEXTS, action) ? TEXTS[action]! : undefined;
  if (texts === undefined || typeof body === "string" || body.length !== texts + 2) return message;
  const [id = "", time = ""] = body.slice(texts);
  const ms = parseExactTime(time);
  if (!/^\d{1,16}$/.test(id) || ms === undefined) return message;
  const stamp = { id: Number(id), time: new Date(ms) };
  return { ...message, body: texts === 1 ? body[0]! : "", stamp };
}
