import { systemReason } from "./system_reason.ts";

import { EXIT } from "./exit.ts";

/** The optional parts of an {@linkcode ExpectedError}. */
export interface ExpectedErrorOptions extends ErrorOptions {
  /** The next step for the user, as a sentence with its full stop or question mark. */
  readonly hint?: string | undefined;
}

/**
 * A failure that the person who runs the program can act on. Its message says what was attempted,
 * with which value, and why it failed. Every other error is a bug and is reported with its stack.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const error = new ExpectedError("Cannot listen on 0.0.0.0:80: permission denied", {
 *   hint: "Ports below 1024 need root.",
 * });
 * assert.equal(
 *   error.text,
 *   "Cannot listen on 0.0.0.0:80: permission denied. Ports below 1024 need root.",
 * );
 * ```
 */
export class ExpectedError extends Error {
  override name = "ExpectedError";
  readonly hint: string | undefined;
  /** The exit code of a program that this error ends. */
  readonly exitCode: number = EXIT.failed;

  constructor(message: string, { hint, ...options }: ExpectedErrorOptions = {}) {
    super(message, options);
    this.hint = hint;
  }

  /** The message and the hint on one line. */
  get text(): string {
    return this.hint === undefined ? this.message : `${this.message}. ${this.hint}`;
  }
}

/** A command line that does not make sense. */
export class UsageError extends ExpectedError {
  override name = "UsageError";
  override readonly exitCode = EXIT.usage;

  constructor(message: string, options: ExpectedErrorOptions = {}) {
    super(message, { hint: "See --help.", ...options });
  }
}

/** Returns the text of an error for people: with its hint, and without a stack. */
export function errorText(error: unknown): string {
  if (error instanceof ExpectedError) return error.text;
  const message = error instanceof Error ? error.message : String(error);
  return message.includes("(os error ") ? systemReason(error) : message;
}
