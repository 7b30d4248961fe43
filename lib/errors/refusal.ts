/**
 * The reason why a call changed nothing. A function that can refuse a request returns a refusal; it
 * throws only errors that its caller cannot expect.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const half = (n: number) => n % 2 === 0 ? n / 2 : new Refusal("odd", `${n} is odd`);
 * const result = half(3);
 * assert(result instanceof Refusal && result.code === "odd");
 * ```
 */
export class Refusal<Code extends string = string> {
  /**
   * @param code The reason for programs. Callers compare this, never the explanation.
   * @param explanation The reason for people, where the code alone does not say it.
   */
  constructor(readonly code: Code, readonly explanation: string = "") {}
}
