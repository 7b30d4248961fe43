import { createHash, timingSafeEqual } from "node:crypto";
import { MAX_NAME_LENGTH } from "../chat/name.ts";
import type { PasswordRefusal } from "../dialects/login.ts";

/** The number of wrong passwords that an address may send within {@linkcode FAILURE_WINDOW_MS}. */
const MAX_FAILURES = 20;
const FAILURE_WINDOW_MS = 60_000;

/** The maximum number of addresses whose failures the guard remembers. */
const MAX_ADDRESSES = 10_000;

/** The wrong passwords from one address. */
interface Failures {
  count: number;
  /** The time at which they are forgotten. */
  readonly until: number;
}

/**
 * Checks the server's password. The time of a check reveals nothing about the password, and a
 * client that guesses gets few attempts.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const guard = new PasswordGuard("tea for two", () => performance.now());
 * assert.equal(guard.check("tea for one", "127.0.0.1"), "password-wrong");
 * assert.equal(guard.check("tea for two", "127.0.0.1"), undefined);
 * ```
 */
export class PasswordGuard {
  readonly #now: () => number;
  /** By address, the oldest first. */
  readonly #failures = new Map<string, Failures>();
  #digest: Uint8Array;

  /** @param now Returns the milliseconds since some moment in the past. */
  constructor(password: string, now: () => number = () => performance.now()) {
    this.#digest = digestOf(password);
    this.#now = now;
  }

  /** Replaces the password. Users who are logged in stay. */
  change(password: string): void {
    this.#digest = digestOf(password);
  }

  /** Returns why a password from an address is refused, or `undefined` when it is right. */
  check(password: string, address: string): PasswordRefusal | undefined {
    if (password === "") return "password-missing";
    const failures = this.#failuresOf(address);
    if (failures.count >= MAX_FAILURES) return "too-many-passwords";
    if (timingSafeEqual(digestOf(password.slice(0, MAX_NAME_LENGTH)), this.#digest)) {
      return undefined;
    }
    failures.count++;
    this.#remember(address, failures);
    return "password-wrong";
  }

  #failuresOf(address: string): Failures {
    const failures = this.#failures.get(address);
    if (failures && failures.until > this.#now()) return failures;
    this.#failures.delete(address);
    return { count: 0, until: this.#now() + FAILURE_WINDOW_MS };
  }

  #remember(address: string, failures: Failures): void {
    this.#failures.set(address, failures);
    for (const [oldest, { until }] of this.#failures) {
      if (until > this.#now() && this.#failures.size <= MAX_ADDRESSES) return;
      this.#failures.delete(oldest);
    }
  }
}

/** Digests have one length, whatever the password's. Normalized, because keyboards compose differently. */
function digestOf(password: string): Uint8Array {
  return createHash("sha256").update(password.normalize("NFC")).digest();
}
