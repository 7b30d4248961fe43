import type { Penalty } from "../../serving/moderation/penalty.ts";
import { MAX_WAITING_MS } from "../../serving/mailbox.ts";
import type { WaitingRow } from "../../serving/shared_rows.ts";
import { type Bucket, BusError } from "../bus.ts";
import type { MailClaims } from "./mail_claims.ts";
import { decodeIfSound, isSame, type SharedRecord } from "./record.ts";
import type { Replica } from "./replica.ts";

const DAY_MS = 24 * 3600 * 1000;

/** How long servers remember that a row was removed: for those that were cut off meanwhile. */
const REMOVED_DAYS = 30;
const REMOVED_MESSAGE_DAYS = 1;

/** Records stay for this much longer: the clocks of servers may differ. */
const SLACK_MS = DAY_MS;

/** The maximum number of records that are removed from the bucket in a row. */
const MAX_REMOVED = 1000;

/** Returns when a record has no effect any more, in milliseconds since 1970; `Infinity` for never. */
export function endOf({ kind, row, time }: SharedRecord): number {
  if (row === undefined) {
    return time + (kind === "waiting" ? REMOVED_MESSAGE_DAYS : REMOVED_DAYS) * DAY_MS;
  }
  if (kind === "waiting") return (row as WaitingRow).time + MAX_WAITING_MS;
  return kind === "ban" || kind === "mute" ? (row as Penalty).until ?? Infinity : Infinity;
}

/** The options of {@linkcode Upkeep}. */
export interface UpkeepOptions {
  readonly bucket: Bucket;
  readonly replica: Replica;
  readonly claims: Pick<MailClaims, "removeOlderThan">;
  /** Returns the time, in milliseconds since 1970. */
  now(): number;
}

/** Removes records from the bucket that have no effect any more. All servers do, and may do it at once. */
export class Upkeep {
  readonly #options: UpkeepOptions;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  /** Removes some. Out of reach of the bucket, it leaves them for the next time. */
  async run(): Promise<void> {
    const { replica, claims, now } = this.#options;
    const before = now() - SLACK_MS;
    const ended = [...replica.entries()].filter(([, record]) => endOf(record) <= before);
    try {
      for (const [at, record] of ended.slice(0, MAX_REMOVED)) await this.#remove(at, record);
      await claims.removeOlderThan(before);
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
    }
  }

  async #remove(at: string, record: SharedRecord): Promise<void> {
    const { bucket } = this.#options;
    const entry = await bucket.get(at);
    const present = entry && decodeIfSound(at, entry.value);
    // Somebody may have changed it, or removed it before.
    if (entry && present && isSame(present, record)) await bucket.remove(at, entry.revision);
  }
}
