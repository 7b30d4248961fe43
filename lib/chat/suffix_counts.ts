/** The names with a suffix behind one base. */
interface Suffixed {
  count: number;
  /** Every suffix below this one is taken. */
  firstToTry: number;
}

const FIRST_SUFFIX = 2;

/** The suffixes of the names that are taken. They avoid a long search for popular names. */
export class SuffixCounts {
  readonly #byBase = new Map<string, Suffixed>();

  /** Returns the suffix to start with: all lower ones are taken. */
  firstToTry(base: string): number {
    return this.#byBase.get(base)?.firstToTry ?? FIRST_SUFFIX;
  }

  /** Records that all suffixes below this one are taken. */
  haveTried(base: string, suffix: number): void {
    const suffixed = this.#byBase.get(base);
    // Without a name that has a suffix, no logout would ever clear the entry.
    if (suffixed) suffixed.firstToTry = suffix;
  }

  /** Records that a name is taken. */
  add(name: string): void {
    const [base] = splitSuffix(name);
    if (base === undefined) return;
    const suffixed = this.#byBase.get(base);
    if (suffixed) suffixed.count++;
    else this.#byBase.set(base, { count: 1, firstToTry: FIRST_SUFFIX });
  }

  /** Records that a name is free again. */
  remove(name: string): void {
    const [base, suffix] = splitSuffix(name);
    const suffixed = base === undefined ? undefined : this.#byBase.get(base);
    if (!suffixed) return;
    if (--suffixed.count === 0) this.#byBase.delete(base!);
    else suffixed.firstToTry = Math.min(suffixed.firstToTry, Math.max(FIRST_SUFFIX, suffix));
  }
}

/** Splits a name into the part before its suffix, if it has one, and the suffix. */
function splitSuffix(name: string): [base: string | undefined, suffix: number] {
  const [, base, digits] = /^(.*)_(\d+)$/s.exec(name) ?? [];
  return [base, Number(digits)];
}
