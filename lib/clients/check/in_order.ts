import { LEVELS } from "./report/case_result.ts";
import type { ServerCase } from "./server_case.ts";
import type { Stage } from "./stage.ts";

/**
 * Returns cases in the order of their levels. What a server does in a case that it need not pass must
 * not spoil one that it has to.
 */
export function inOrder<S extends Stage>(cases: readonly ServerCase<S>[]): ServerCase<S>[] {
  return LEVELS.flatMap((level) => cases.filter((one) => one.level === level));
}
