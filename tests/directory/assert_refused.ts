import assert from "node:assert/strict";
import { Refusal } from "../../lib/errors/refusal.ts";
import type { RefusalCode } from "../../lib/directory/refusal_code.ts";

/** Asserts that a call returned a refusal with that code. */
export function assertRefused(result: unknown, code: RefusalCode, message?: string): void {
  assert(result instanceof Refusal, message ?? `Not a refusal: ${JSON.stringify(result)}`);
  assert.equal(result.code, code, message);
}
