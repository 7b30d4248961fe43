import { SERVER_NAME } from "../../chat/server_name.ts";
import type { User } from "../../chat/user.ts";
import type { CommandReply } from "../../dialects/dialect.ts";
import { Refusal } from "../../errors/refusal.ts";

/** The person who gives a command. */
export interface Actor {
  /** The name for the log and for those concerned. */
  readonly name: string;
  /** The person as a user; `undefined` at the server's own terminal. */
  readonly user?: User | undefined;
  /** Asks the store: may throw a `StoreError`. */
  readonly isOperator: boolean;
  /** The network that the person is in, for limits; empty at the server's own terminal. */
  readonly network: string;
  /** Resolves after so many milliseconds, or as soon as the person's connection ends. */
  pause(delayMs: number): Promise<void>;
  /** Reports whether the person is still there, under the same name. */
  isHere(): boolean;
}

/** The person at the server's own terminal. */
export const SERVER_OPERATOR: Actor = {
  name: SERVER_NAME,
  isOperator: true,
  network: "",
  isHere: () => true,
  pause: () => Promise.resolve(),
};

/** Carries out a command, given the text behind its name. */
export type RunCommand = (actor: Actor, rest: string) => CommandReply | Promise<CommandReply>;

/** Returns the answer that says why a command has changed nothing. */
export function refuse(explanation: string): Refusal<"refused"> {
  return new Refusal("refused", explanation);
}
