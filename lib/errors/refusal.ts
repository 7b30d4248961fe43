/**
 * The reason why a call did nothing. Whatever can refuse a request returns a refusal and has then
 * changed nothing; it throws only what its caller cannot expect.
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
   * @param code The reason for programs: callers compare this and never the explanation.
   * @param explanation The reason for people, where the code alone does not say it.
   */
  constructor(readonly code: Code, readonly explanation: string = "") {}
}
