import type { Hub } from "../../chat/hub.ts";
import type { ChatEvent } from "../../chat/event.ts";
import type { User } from "../../chat/user.ts";
import type { Peer } from "../dialect.ts";
import type { Capabilities, Capability } from "./capabilities.ts";
import type { Line } from "./line.ts";
import type { IrcNetwork } from "./network.ts";
import type { Numeric } from "./numerics.ts";
import type { Registration } from "./registration.ts";

/** A client of IRC as its commands work with it. What they send belongs to the answer. */
export interface Client {
  readonly hub: Hub;
  readonly peer: Peer;
  readonly network: IrcNetwork;
  readonly capabilities: Capabilities;
  /** What the client has said before its login. */
  readonly registration: Registration;
  /** The user, once logged in. */
  readonly user: User | undefined;
  /** When the client connected, in milliseconds since 1970. */
  readonly signedOnAt: number;
  /** When the client last sent something, in milliseconds since 1970. */
  readonly activeAt: number;
  /** The nicks that the client monitors, by their keys. */
  readonly monitored: Map<string, string>;

  /** Sends a numeric reply. Without a text, the table's is sent. */
  reply(numeric: Numeric, params?: readonly string[], text?: string): void;
  /** Sends a line from the server. */
  serverLine(command: string, params: readonly string[], text?: string): void;
  /** Sends a line without tags and end. */
  send(line: string): void;
  /** Sends the lines of an event, as if somebody else had caused it. */
  echo(event: ChatEvent): void;
  /** Puts the lines that `add` sends into a batch, if the client knows batches. */
  batch(type: string, params: readonly string[], add: () => void): void;
  /** Uses other capabilities from now on. */
  setCapabilities(capabilities: ReadonlySet<Capability>): void;
  /** Logs the client in, or says why not, if it has said everything that is needed. */
  tryToLogIn(): void | Promise<void>;
  /** Ends the connection, and tells the client why. */
  end(reason: string, farewell?: string): void;
  /** Starts to watch nicks, which makes the client known to the others' comings and goings. */
  monitor(nick: string): void;
  unmonitor(nick: string): void;
}

/** A client that has logged in. */
export type Member = Client & { readonly user: User };

/** What a command does. */
export interface Command {
  /** The parameters for people, such as `NICK [TEXT]`. */
  readonly usage: string;
  readonly help: string;
  /** The minimum number of parameters. */
  readonly least: number;
  /** Whether it works before the login, too: then it takes any {@linkcode Client}. */
  readonly isEarly?: boolean;
  /** Carries it out, now or later. */
  run(client: Member, params: readonly string[], line: Line): void | Promise<void>;
}

/** Commands by their names. */
export type Commands = Readonly<Record<string, Command>>;
