import { UsageError } from "../../../errors/expected_error.ts";
import type { CaseInfo } from "./case_result.ts";

/** Which cases to run. */
export interface CaseSelection {
  /** Names, separated by commas; `*` in one stands for any text. */
  readonly only: string | undefined;
  /** Whether to run the cases that only Parley passes, too. */
  readonly extra: boolean;
}

/**
 * Returns the selected cases, in their own order.
 *
 * @throws {UsageError} if a name fits no case.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const info = { rule: "", assignment: "", link: "" };
 * const cases = [
 *   { name: "join-unknown", level: "must", ...info },
 *   { name: "join-twice", level: "should", ...info },
 *   { name: "who", level: "extra", ...info },
 * ] as const;
 * const names = (only?: string) => selectCases(cases, { only, extra: false }).map(({ name }) => name);
 * assert.deepEqual(names(), ["join-unknown", "join-twice"]);
 * assert.deepEqual(names("join-twice,who"), ["join-twice", "who"]);
 * assert.deepEqual(names("join-*"), ["join-unknown", "join-twice"]);
 * ```
 */
export function selectCases<Case extends CaseInfo>(
  cases: readonly Case[],
  { only, extra }: CaseSelection,
): Case[] {
  if (only === undefined) return cases.filter(({ level }) => extra || level !== "extra");
  const wanted = only.split(",").map((word) => word.trim()).filter((word) => word !== "");
  const fits = (word: string) => {
    const pattern = RegExp(`^${word.split("*").map((part) => RegExp.escape(part)).join(".*")}$`);
    return ({ name }: CaseInfo) => pattern.test(name);
  };
  const unknown = wanted.find((word) => !cases.some(fits(word)));
  if (unknown !== undefined || wanted.length === 0) {
    throw new UsageError(`Cannot use "${unknown ?? only}" for --only: no case has that name`, {
      hint: "List the cases with --list.",
    });
  }
  return cases.filter((one) => wanted.some((word) => fits(word)(one)));
}
