import type { ClientAddress } from "./client_addresses.ts";

/** The rate limit of an address, as a multiple of a connection's. */
const ADDRESS_FACTOR = 16;

/** How much may arrive before the clock is read: this part of a second's bytes, up to a maximum. */
const QUANTUM_SECONDS = 1 / 16;
const MAX_QUANTUM_BYTES = 64 * 1024;

/**
 * The longest pause at once, in milliseconds. A paused connection is not read, so the server learns
 * only after the pauses that its client has gone.
 */
const MAX_PAUSE_MS = 1000;

/** A client that exceeds its rate for this long is disconnected, in milliseconds. */
const MAX_PAUSED_MS = 10 * 60_000;

/** A client that stays within its rate for this long starts afresh, in milliseconds. */
const RECOVERY_MS = 1000;

/** The rate limits that all connections of a server share. */
export class Rates {
  /** Bytes a second for one connection, or `Infinity`. */
  readonly rate: number;
  /** The bytes that a connection may send before the clock is read. */
  readonly quantum: number;
  readonly now: () => number;

  /** @param now Returns the milliseconds since some moment in the past. */
  constructor(rate: number, now: () => number) {
    this.rate = rate;
    this.quantum = Math.max(1, Math.min(MAX_QUANTUM_BYTES, rate * QUANTUM_SECONDS));
    this.now = now;
  }

  /** Makes a bucket for one connection. */
  connectionBucket(): Bucket {
    return new Bucket(this.rate, this.now());
  }

  /** Makes a bucket for all connections from one address. */
  addressBucket(): Bucket {
    return new Bucket(this.rate * ADDRESS_FACTOR, this.now());
  }
}

/** A token bucket that holds at most a second's tokens and fills at a constant rate. */
export class Bucket {
  readonly #rate: number;
  #tokens: number;
  #filledAt: number;

  /** @param rate Tokens a second. */
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#tokens = rate;
    this.#filledAt = now;
  }

  /** Takes tokens, on credit if need be; returns the milliseconds until the debt is paid. */
  take(tokens: number, now: number): number {
    const filled = this.#tokens + (now - this.#filledAt) * this.#rate / 1000;
    this.#tokens = Math.min(this.#rate, filled) - tokens;
    this.#filledAt = now;
    return this.#tokens >= 0 ? 0 : -this.#tokens * 1000 / this.#rate;
  }
}

/**
 * The bytes that one connection may still send. Most connections send little, so buckets are made
 * and the clock is read only after the first quantum. A read costs one subtraction.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { ClientAddresses } from "./client_addresses.ts";
 *
 * const rates = new Rates(1000, () => 0);
 * const allowance = new Allowance(rates, new ClientAddresses().add("127.0.0.1"));
 * allowance.use(1500);
 * assert(allowance.isUsedUp);
 * assert.equal(allowance.renew(), 500);
 * ```
 */
export class Allowance {
  readonly #rates: Rates;
  readonly #address: ClientAddress;
  #left: number;
  #bucket: Bucket | undefined;
  #pausedSince = 0;
  #pausedUntil = -Infinity;

  constructor(rates: Rates, address: ClientAddress) {
    this.#rates = rates;
    this.#address = address;
    this.#left = rates.quantum;
  }

  /** Subtracts received bytes. */
  use(bytes: number): void {
    this.#left -= bytes;
  }

  /** Subtracts what a message costs others, as bytes: at most as many as a second allows. */
  charge(bytes: number): void {
    this.#left -= Math.min(bytes, this.#rates.rate);
  }

  /** Whether it needs to be renewed before the next read. */
  get isUsedUp(): boolean {
    return this.#left < 0;
  }

  /**
   * Renews it as far as the rates allow.
   *
   * @returns the milliseconds to wait before the next call, 0 once it is renewed, or `Infinity` for
   * a client that has exceeded its rate for minutes.
   */
  renew(): number {
    const { rate, quantum, now } = this.#rates;
    if (rate === Infinity) {
      this.#left = Infinity;
      return 0;
    }
    const time = now();
    const used = quantum - this.#left;
    this.#left = quantum;
    this.#bucket ??= this.#rates.connectionBucket();
    this.#address.bucket ??= this.#rates.addressBucket();
    const [own, all] = [this.#bucket.take(used, time), this.#address.bucket.take(used, time)];
    const wait = Math.min(MAX_PAUSE_MS, Math.max(own, all));
    if (time - this.#pausedUntil > RECOVERY_MS) this.#pausedSince = time;
    if (wait > 0) this.#pausedUntil = time + wait;
    return time - this.#pausedSince > MAX_PAUSED_MS ? Infinity : wait;
  }
}
