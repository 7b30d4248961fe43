import { type Look, lookOf } from "./look.ts";
import { foldCase } from "./name.ts";

/** The names at one skeleton: they differ in ASCII characters only. */
interface Alike {
  readonly beyondAscii: string;
  count: number;
}

/**
 * The looks of names, no two of which look alike.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const looks = new LookIndex();
 * looks.add("user1");
 * assert.equal(looks.hasLike("userl"), false);
 * assert.equal(looks.hasLike("us\u0435r1"), true);
 * ```
 */
export class LookIndex {
  readonly #alike = new Map<string, Alike>();

  /** Reports whether the index holds another name that looks like this one. */
  hasLike(name: string): boolean {
    const { skeleton, beyondAscii } = foldedLook(name);
    const alike = this.#alike.get(skeleton);
    return alike !== undefined && alike.beyondAscii !== beyondAscii;
  }

  /** Adds a name that looks like none of the others. */
  add(name: string): void {
    const { skeleton, beyondAscii } = foldedLook(name);
    const alike = this.#alike.get(skeleton);
    if (alike) alike.count++;
    else this.#alike.set(skeleton, { beyondAscii, count: 1 });
  }

  /** Removes a name that the index holds. */
  remove(name: string): void {
    const { skeleton } = foldedLook(name);
    const alike = this.#alike.get(skeleton);
    if (alike && --alike.count === 0) this.#alike.delete(skeleton);
  }
}

/** Returns how a name looks to people who do not tell capitals from small letters. */
export function foldedLook(name: string): Look {
  const { skeleton, beyondAscii } = lookOf(name);
  return { skeleton: foldCase(skeleton), beyondAscii };
}
