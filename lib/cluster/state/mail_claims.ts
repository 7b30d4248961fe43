import type { Clock } from "../../net/clock.ts";
import type { DeliveryClaims } from "../../serving/mailbox.ts";
import { type Bucket, BusError } from "../bus.ts";
import { BadRecord, Fields } from "./fields.ts";
import { bucketKey, isSame, parse, readStamp, type Stamp } from "./record.ts";

/** The kind of the records in the bucket. */
export const CLAIM_KIND = "taken";

/** A server that has claimed a message for longer than this has gone, in milliseconds. */
const LEASE_MS = 30_000;

/** How long a claim may take to come back from the bucket, in milliseconds. */
const ECHO_MS = 3000;

/** The options of {@linkcode MailClaims}. */
export interface MailClaimOptions {
  readonly bucket: Bucket;
  readonly clock: Clock;
  /** Tells this server from the others. */
  readonly server: string;
  /** Returns the time, in milliseconds since 1970. */
  now(): number;
  /** Resolves once all changes of this server so far are in the bucket. */
  saved(): Promise<void> | undefined;
}

/**
 * The waiting messages that servers are delivering. A server claims a message before it delivers it,
 * by a record that only one can create. When that record has come back, the server also knows whether
 * another one has delivered the message before.
 */
export class MailClaims implements DeliveryClaims {
  readonly #options: MailClaimOptions;
  readonly #echoes = new Map<string, { readonly stamp: Stamp; resolve(hasCome: boolean): void }>();
  /** The claims of all servers, by keys in the bucket. */
  readonly #present = new Map<string, Stamp>();
  /** Claims and releases go one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: MailClaimOptions) {
    this.#options = options;
  }

  claim(ids: readonly number[]): Promise<ReadonlySet<number>> {
    return this.#next(async () => {
      const claimed = await Promise.all(ids.map((id) => unlessOutOfReach(this.#claim(id))));
      return new Set(ids.filter((_, index) => claimed[index]));
    });
  }

  release(ids: readonly number[]): void {
    void this.#next(async () => {
      // Another server must learn of the delivery before it can claim the message.
      await this.#options.saved();
      const { bucket } = this.#options;
      const ats = ids.map((id) => bucketKey(CLAIM_KIND, String(id)));
      await Promise.all(ats.map((at) => unlessOutOfReach(bucket.remove(at))));
    });
  }

  /** Learns of a record that has come from the bucket. */
  arrived(at: string, bytes: Uint8Array | undefined): void {
    const stamp = bytes && stampOf(bytes);
    if (stamp) this.#present.set(at, stamp);
    else this.#present.delete(at);
    const echo = this.#echoes.get(at);
    if (echo && stamp && isSame(echo.stamp, stamp)) echo.resolve(true);
  }

  /** Removes claims from the bucket that a server has left behind. */
  async removeOlderThan(time: number): Promise<void> {
    for (const [at, stamp] of [...this.#present]) {
      if (stamp.time <= time) await this.#options.bucket.remove(at);
    }
  }

  #next<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(act);
    this.#last = result.catch(() => {});
    return result;
  }

  async #claim(id: number): Promise<boolean> {
    const { bucket, clock, now, server } = this.#options;
    const at = bucketKey(CLAIM_KIND, String(id));
    const stamp = { time: now(), by: server };
    const bytes = new TextEncoder().encode(JSON.stringify(stamp));
    const echo = Promise.withResolvers<boolean>();
    const timer = clock.setTimer(ECHO_MS, () => echo.resolve(false));
    this.#echoes.set(at, { stamp, resolve: echo.resolve });
    try {
      const revision = await bucket.create(at, bytes) ?? await this.#takeOver(at, bytes);
      return revision !== undefined && await echo.promise;
    } finally {
      timer.cancel();
      this.#echoes.delete(at);
    }
  }

  /** Takes over a claim that this server has left behind, or one that has gone. */
  async #takeOver(at: string, bytes: Uint8Array): Promise<number | undefined> {
    const { bucket, now, server } = this.#options;
    const entry = await bucket.get(at);
    if (!entry) return undefined;
    const present = stampOf(entry.value);
    const isHeld = present !== undefined && present.by !== server &&
      Math.abs(now() - present.time) < LEASE_MS;
    return isHeld ? undefined : await bucket.update(at, bytes, entry.revision);
  }
}

async function unlessOutOfReach(claim: Promise<boolean>): Promise<boolean> {
  try {
    return await claim;
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    return false;
  }
}

function stampOf(bytes: Uint8Array): Stamp | undefined {
  try {
    return readStamp(new Fields(parse(bytes)));
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
  }
}
