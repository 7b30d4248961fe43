import type { FirstMessageEnd } from "./connection.ts";
import type { MessageEnds } from "./report/visible_bytes.ts";

/** How the bytes of a dialect become messages. */
export interface Dialect {
  readonly messageEnds: MessageEnds;
  readonly firstMessageEnd: FirstMessageEnd;
  /** Returns the text of a message, without what the rules let a server add to it. */
  read(message: Uint8Array): string;
  /** Describes an incomplete message: `45 of the 200 bytes of a frame`. */
  describePart(length: number): string;
}
