import type { Connected } from "./client_program.ts";

/** The command line of a client: `{name}`, `{host}` and `{port}` stand for the case's values. */
export interface ClientCommand {
  readonly words: readonly string[];
  readonly dialect: "channel" | "direct";
}

/** What a check has learnt about a client, for the following cases. */
export interface ClientHabits {
  /** What to connect the client to: a terminal if it keeps its output to itself on pipes. */
  connected: Connected;
  /** The longest time that the client has taken to connect, in milliseconds. */
  startMs: number;
  /** Whether the client has ever connected. */
  hasConnected: boolean;
  /** Whether a case has waited in vain for that. */
  hasFailedToConnect: boolean;
}
