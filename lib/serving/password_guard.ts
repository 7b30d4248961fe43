import { createHash, timingSafeEqual } from "node:crypto";
import type { PasswordRefusal } from "../dialects/password.ts";

/** How many wrong passwords may come from one address within a time, in milliseconds. */
const MOST_FAILURES = 20;
const WITHIN = 60_000;

/** For how many addresses that is remembered. */
const MOST_ADDRESSES = 10_000;

/** The wrong passwords of one address. */
interface Failures {
  count: number;
  /** When they are forgotten. */
  readonly until: number;
}

/**
 * Lets in those who know the password. How long the answer takes tells nothing about it, and who
 * guesses gets few tries.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const guard = new PasswordGuard("tea for two");
 * assert.equal(guard.check("tea for one", "127.0.0.1"), "wrong");
 * assert.equal(guard.check("tea for two", "127.0.0.1"), undefined);
 * ```
 */
export class PasswordGuard {
  readonly #now: () => number;
  /** By address, the oldest first. */
  readonly #failures = new Map<string, Failures>();
  #digest: Uint8Array;

  /** @param now The time in milliseconds, counted from whenever. */
  constructor(password: string, now: () => number = () => performance.now()) {
    this.#digest = digestOf(password);
    this.#now = now;
  }

  /** Replaces the password. Who is in stays in. */
  change(password: string): void {
    this.#digest = digestOf(password);
  }

  /** Why `password`, which came from `address`, lets nobody in, if so. */
  check(password: string, address: string): PasswordRefusal | undefined {
    if (password === "") return "missing";
    const failures = this.#failuresOf(address);
    if (failures.count >= MOST_FAILURES) return "too-many";
    if (timingSafeEqual(digestOf(password), this.#digest)) return undefined;
    failures.count++;
    this.#remember(address, failures);
    return "wrong";
  }

  #failuresOf(address: string): Failures {
    const failures = this.#failures.get(address);
    if (failures && failures.until > this.#now()) return failures;
    this.#failures.delete(address);
    return { count: 0, until: this.#now() + WITHIN };
  }

  #remember(address: string, failures: Failures): void {
    this.#failures.set(address, failures);
    for (const [oldest, { until }] of this.#failures) {
      if (until > this.#now() && this.#failures.size <= MOST_ADDRESSES) return;
      this.#failures.delete(oldest);
    }
  }
}

/** All digests are of one length, as passwords are not. Composed like names are: keyboards differ. */
function digestOf(password: string): Uint8Array {
  return createHash("sha256").update(password.normalize("NFC")).digest();
}
