import type { CaseInfo } from "./report/case_result.ts";
import type { Stage } from "./stage.ts";

/** A rule for servers, and how to check it. */
export interface ServerCase<S extends Stage = Stage> extends CaseInfo {
  /** Whether the case needs a server that nobody has used before; it gets one if that is possible. */
  readonly fresh?: boolean;
  /**
   * Plays the case.
   *
   * @throws {CaseFailure} if the server breaks the rule.
   * @throws {CaseSkipped} if the rule cannot be checked with this server.
   */
  run(stage: S): Promise<void>;
}
