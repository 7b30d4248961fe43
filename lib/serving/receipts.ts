import type { User } from "../chat/user.ts";
import { localTime } from "../framing/local_time.ts";

/**
 * The receipts that senders are to get for messages which had to wait: one for all messages that a
 * receiver has got at once.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { User } from "../chat/user.ts";
 *
 * const told: string[] = [];
 * const receipts = new Receipts((sender, text) => told.push(`${sender.name}: ${text}`));
 * const ann = new User("ann");
 * for (const time of [0, 1]) receipts.add(ann, "bob", { time });
 * receipts.send(2);
 * assert.deepEqual(told, ["ann: bob has got your 2 messages"]);
 * ```
 */
export class Receipts {
  readonly #tell: (sender: User, text: string) => void;
  /** The times at which the messages were sent, by senders and receivers. */
  readonly #times = new Map<User, Map<string, number[]>>();

  constructor(tell: (sender: User, text: string) => void) {
    this.#tell = tell;
  }

  /** The number of senders who are to get some. */
  get size(): number {
    return this.#times.size;
  }

  /**
   * Adds the receipt for a message.
   *
   * @param receiver The address of the user who has got it.
   * @param message Its time is in milliseconds since 1970.
   */
  add(sender: User, receiver: string, { time }: { readonly time: number }): void {
    const byReceiver = this.#times.get(sender) ?? new Map<string, number[]>();
    const times = byReceiver.get(receiver) ?? [];
    times.push(time);
    this.#times.set(sender, byReceiver.set(receiver, times));
  }

  /** Tells the senders. */
  send(now: number): void {
    const all = [...this.#times];
    this.#times.clear();
    for (const [sender, byReceiver] of all) {
      for (const [receiver, times] of byReceiver) {
        this.#tell(sender, receiptText(receiver, times, now));
      }
    }
  }
}

function receiptText(receiver: string, times: readonly number[], now: number): string {
  return times.length === 1
    ? `${receiver} has got your message of ${localTime(times[0]!, now)}`
    : `${receiver} has got your ${times.length} messages`;
}
