/** How much a case matters, the most important first. */
export const LEVELS = ["must", "should", "extra"] as const;

/**
 * How much a case matters: `must` is what the assignment says, `should` what any robust program
 * does, and `extra` what only Parley does.
 */
export type Level = (typeof LEVELS)[number];

/** What a case checks, for people and for programs. */
export interface CaseInfo {
  /** Its name in reports and for `--only`: words joined by hyphens. */
  readonly name: string;
  readonly level: Level;
  /** What the program has to do: one sentence in plain words. */
  readonly rule: string;
  /** What the assignment says about it, or that it says nothing. */
  readonly assignment: string;
  /** The page and the section of the documentation: `docs/protocols/channel.md#frames`. */
  readonly link: string;
}

/** Bytes that went over one connection in one write or one read. */
export interface Transfer {
  /** The user or the program at this end: `ann`. */
  readonly who: string;
  readonly direction: "sent" | "received";
  readonly bytes: Uint8Array;
}

/** What became of a case. */
export type Outcome = "passed" | "failed" | "skipped";

/** A case that was run or skipped. */
export interface CaseResult extends CaseInfo {
  readonly outcome: Outcome;
  /** Why the case failed or was skipped: sentences with their full stops; empty if it passed. */
  readonly reason: string;
  /** What the case sent, as text with a line for each message. */
  readonly sent: string;
  /** What had to come, as text with a line for each message. */
  readonly expected: string;
  /** What came, as text with a line for each message. */
  readonly received: string;
  /** The bytes as hexadecimal digits, with the ends of messages and reads. */
  readonly bytes: string;
  readonly milliseconds: number;
}
