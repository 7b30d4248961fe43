/** How the server presents itself to users of IRC. */
export interface IrcSettings {
  /** The name that the server speaks under: with a dot, so that it cannot be a nick. */
  readonly serverName: string;
  /** The message of the day, line by line; empty if there is none. */
  readonly motd: readonly string[];
  /** The program and its version. */
  readonly version: string;
}

/** The settings of a server that has been told nothing. */
export const DEFAULT_IRC_SETTINGS: IrcSettings = {
  serverName: "parley.local",
  motd: [],
  version: "parley",
};

/** The name of the network of which this is the only server. */
export const NETWORK_NAME = "Parley";

/** What the server says about itself. */
export const SERVER_DESCRIPTION = "Parley";
