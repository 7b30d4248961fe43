import type { CaseInfo } from "../check/report/case_result.ts";
import type { ClientStage } from "./client_stage.ts";

/** A rule for clients, and how to check it. */
export interface ClientCase extends CaseInfo {
  /** What the client has to be connected to; what suits it best by default. */
  readonly on?: "pipes" | "terminal";
  /**
   * Plays the case.
   *
   * @throws {CaseFailure} if the client breaks the rule.
   */
  run(stage: ClientStage): Promise<void>;
}
