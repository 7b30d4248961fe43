import { createHash, timingSafeEqual } from "node:crypto";
import type { PasswordRefusal } from "../dialects/login.ts";
import type { LoginOrigin, PasswordCheck } from "./admission.ts";

/** The longest password that is checked, in characters. The server's own is shorter in any form. */
const MAX_PASSWORD_LENGTH = 512;

/** The number of wrong passwords from one network that are answered at once: people mistype. */
const MAX_PROMPT_ANSWERS = 5;

/** The delay of the next answer, in milliseconds. It doubles with each wrong password. */
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8000;

/** A network that has sent no wrong password for this long starts afresh, in milliseconds. */
const FORGET_AFTER_MS = 60_000;

/** The maximum number of networks whose wrong passwords the guard remembers. */
const MAX_NETWORKS = 10_000;

/** The wrong passwords from one network. */
interface Failures {
  readonly count: number;
  /** The time at which they are forgotten. */
  readonly until: number;
}

/**
 * Checks the server's password. A right one is accepted at once, even if others guess from the same
 * network. The answer to a wrong one comes later with each guess; until then the server does not
 * read the connection. The time of a check reveals nothing about the password.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const guard = new PasswordGuard("tea for two", () => performance.now());
 * const origin = {
 *   network: "192.0.2.1",
 *   isOverAddressLimit: false,
 *   pause: () => Promise.resolve(),
 * };
 * assert.equal(guard.check("tea for one", origin), "password-wrong");
 * assert.equal(guard.check("tea for two", origin), undefined);
 * ```
 */
export class PasswordGuard implements PasswordCheck {
  readonly #now: () => number;
  /** By network, those that failed the longest time ago first. */
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

  check(
    password: string,
    { network, pause }: LoginOrigin,
  ): PasswordRefusal | undefined | Promise<PasswordRefusal> {
    if (password === "") return "password-missing";
    if (this.#isRight(password)) return undefined;
    const delayMs = delayAfter(this.#countFailure(network));
    return delayMs === 0 ? "password-wrong" : pause(delayMs).then(() => "password-wrong");
  }

  #isRight(password: string): boolean {
    return password.length <= MAX_PASSWORD_LENGTH &&
      timingSafeEqual(digestOf(password), this.#digest);
  }

  /** Returns the number of wrong passwords from a network, with the present one. */
  #countFailure(network: string): number {
    const now = this.#now();
    const last = this.#failures.get(network);
    const count = last && last.until > now ? last.count + 1 : 1;
    this.#failures.delete(network);
    this.#failures.set(network, { count, until: now + FORGET_AFTER_MS });
    for (const [oldest, { until }] of this.#failures) {
      if (until > now && this.#failures.size <= MAX_NETWORKS) break;
      this.#failures.delete(oldest);
    }
    return count;
  }
}

function delayAfter(failures: number): number {
  const delayed = failures - MAX_PROMPT_ANSWERS;
  return delayed <= 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (delayed - 1));
}

/** Digests have one length, whatever the password's. Normalized, because keyboards compose differently. */
function digestOf(password: string): Uint8Array {
  return createHash("sha256").update(password.normalize("NFC")).digest();
}
