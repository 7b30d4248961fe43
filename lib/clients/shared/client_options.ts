import type { ServerAddress } from "./connect.ts";

/** The options that all clients of a chat server share. */
export interface ClientOptions extends ServerAddress {
  /** The user's password for the server, if the server requires one. */
  readonly password: string | undefined;
  /** Whether to show the time in front of what other users do. */
  readonly times: boolean;
}

/** The option of clients that can block users. */
export interface BlockingOptions {
  /** Whether to keep the block list in the user's configuration folder. */
  readonly store: boolean;
}
