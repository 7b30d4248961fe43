/** A rule that the checked program breaks. Its message says what happened, in sentences. */
export class CaseFailure extends Error {
  override name = "CaseFailure";
}

/** A case that cannot be decided with this program. Its message says why, in sentences. */
export class CaseSkipped extends Error {
  override name = "CaseSkipped";
}
