import type { Address } from "./client_addresses.ts";

/** How much more than one connection all connections of one address may bring. */
const ADDRESS_SHARE = 16;

/** How much of a second's bytes may come before the clock is looked at, and how much at most, in bytes. */
const QUANTUM_SHARE = 1 / 16;
const MOST_QUANTUM = 64 * 1024;

/**
 * The longest time to wait at once, in milliseconds. A client that has gone meanwhile is seen to have
 * gone when all that it brought is paid for, and not before.
 */
const MOST_WAIT = 1000;

/** For how long somebody may be held back without a break, and what is one, in milliseconds. */
const PATIENCE = 10 * 60_000;
const BREAK = 1000;

/** How much clients may bring. */
export class Rates {
  /** Bytes a second for one connection, or `Infinity`. */
  readonly rate: number;
  /** How many bytes a connection may bring before the clock is looked at. */
  readonly quantum: number;
  readonly now: () => number;

  /** @param now The time in milliseconds, counted from whenever. */
  constructor(rate: number, now: () => number = () => performance.now()) {
    this.rate = rate;
    this.quantum = Math.max(1, Math.min(MOST_QUANTUM, rate * QUANTUM_SHARE));
    this.now = now;
  }

  /** A bucket for one connection. */
  connectionBucket(): Bucket {
    return new Bucket(this.rate, this.now());
  }

  /** A bucket for all connections of one address. */
  addressBucket(): Bucket {
    return new Bucket(this.rate * ADDRESS_SHARE, this.now());
  }
}

/** A token bucket: it holds a second's bytes, and fills at an even rate. */
export class Bucket {
  readonly #rate: number;
  #tokens: number;
  #filledAt: number;

  /** @param rate Bytes a second. */
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#tokens = rate;
    this.#filledAt = now;
  }

  /** Takes tokens, even such as are not there yet; returns for how many milliseconds to wait for these. */
  take(tokens: number, now: number): number {
    const filled = this.#tokens + (now - this.#filledAt) * this.#rate / 1000;
    this.#tokens = Math.min(this.#rate, filled) - tokens;
    this.#filledAt = now;
    return this.#tokens >= 0 ? 0 : -this.#tokens * 1000 / this.#rate;
  }
}

/**
 * What one connection may bring. The clock is looked at, and buckets are made, only once it has
 * brought some: most connections never do, and a read of a busy one costs a subtraction.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Addresses } from "./client_addresses.ts";
 *
 * const rates = new Rates(1000, () => 0);
 * const allowance = new Allowance(rates, new Addresses().enter("127.0.0.1"));
 * allowance.use(1500);
 * assert(allowance.isUsedUp);
 * assert.equal(allowance.renew(), 500);
 * ```
 */
export class Allowance {
  readonly #rates: Rates;
  readonly #address: Address;
  #left: number;
  #bucket: Bucket | undefined;
  #heldBackSince = 0;
  #heldBackUntil = -Infinity;

  constructor(rates: Rates, address: Address) {
    this.#rates = rates;
    this.#address = address;
    this.#left = rates.quantum;
  }

  use(bytes: number): void {
    this.#left -= bytes;
  }

  /** Whether it has to be renewed before more is read. */
  get isUsedUp(): boolean {
    return this.#left < 0;
  }

  /**
   * Renews it as far as the rates allow.
   *
   * @returns for how many milliseconds to wait before the next try, 0 when it is renewed, `Infinity`
   * when somebody has done nothing but wait for too long.
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
    const wait = Math.min(MOST_WAIT, Math.max(own, all));
    if (time - this.#heldBackUntil > BREAK) this.#heldBackSince = time;
    if (wait > 0) this.#heldBackUntil = time + wait;
    return time - this.#heldBackSince > PATIENCE ? Infinity : wait;
  }
}
