/**
 * The commands that the server itself carries out, in every dialect that has commands and at its own
 * terminal. Clients show their help, and send them on. Their effects are in `lib/serving/commands/`.
 *
 * @module
 */

/** A command's name and arguments, and what it does. */
export interface ServerCommandText {
  /** With its slash. */
  readonly name: string;
  /** Such as `NAME [REASON]`: optional arguments stand in brackets. */
  readonly arguments: string;
  readonly help: string;
  /** Whether only operators may use it. */
  readonly isForOperators?: boolean;
}

/** The commands about names that stay. */
const ACCOUNT_COMMANDS: readonly ServerCommandText[] = [];

/** The commands with which channels and the server are kept in order. */
const ORDER_COMMANDS: readonly ServerCommandText[] = [];

/** The commands in the order of their help. */
export const SERVER_COMMANDS: readonly ServerCommandText[] = [
  ...ACCOUNT_COMMANDS,
  ...ORDER_COMMANDS,
];
