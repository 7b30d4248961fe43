/**
 * The interfaces that a wire protocol implements for the server to speak it.
 *
 * @module
 */
import type { ChatEvent } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import type { Refusal } from "../errors/refusal.ts";
import type { History } from "../history/history.ts";
import type { Outlet, Session } from "../net/session.ts";
import type { IrcSettings } from "./irc/settings.ts";
import type { LoginRequest, LoginResult, RenameRefusal } from "./login.ts";

/** A wire protocol: its messages become calls on the hub, and the hub's events become its bytes. */
export interface Dialect {
  /** The name for operators. */
  readonly name: string;
  /** Whether users read the ids of messages: they may get one again, since they know it then. */
  readonly readsIds?: boolean;

  /** Returns the bytes that announce an event to users of this dialect; `undefined` for none. */
  encode(event: ChatEvent): Uint8Array | undefined;

  /** Starts to serve a connection. */
  open(hub: Hub, peer: Peer): Session;
}

/**
 * Makes a dialect.
 *
 * @param openSession Makes the session of a connection. It passes the dialect on when it logs in.
 * @param readsIds Whether users read the ids of messages.
 */
export function makeDialect(
  name: string,
  encode: Dialect["encode"],
  openSession: (dialect: Dialect, hub: Hub, peer: Peer) => Session,
  readsIds = false,
): Dialect {
  const dialect: Dialect = {
    ...{ name, readsIds },
    encode,
    open: (hub, peer) => openSession(dialect, hub, peer),
  };
  return dialect;
}

/** The options of all dialects. */
export interface DialectOptions {
  /** The longest line accepted, in bytes. */
  readonly maxLine: number;
  /** Whether to leave out Parley's extensions of the channel dialect. */
  readonly strict: boolean;
  /** How the server presents itself to users of IRC. */
  readonly irc?: IrcSettings | undefined;
}

/** A way to recognise a dialect by the first bytes of a connection. */
export interface Rule {
  readonly because: string;
  fits(start: Uint8Array): boolean;
}

/** An entry in the list of dialects. */
export interface DialectDefinition {
  /** The name in flags, in the log and in metrics. */
  readonly name: string;
  /** Any of these recognises the dialect. */
  readonly rules: readonly Rule[];
  make(options: DialectOptions): Dialect;
}

/** The lines that answer a command, or why it has changed nothing. */
export type CommandReply = readonly string[] | Refusal<"refused">;

/** What a client proves about its user, and the names that the user takes. */
export interface PeerIdentity {
  /** Reports whether a name is registered and has that password, now or later. */
  proves(name: string, password: string): boolean | Promise<boolean>;

  /**
   * Returns a promise if somebody on another server has a name, who may just have left. It resolves once it
   * is known whether that is so.
   */
  checkHolder(name: string): Promise<void> | undefined;

  /**
   * Gives the user who is logged in another name; returns why not, now or later. A registered name is
   * only for a client that has proved to own it.
   */
  rename(name: string): RenameRefusal | undefined | Promise<RenameRefusal | undefined>;

  /**
   * Makes the user an operator until the connection ends, if the name and the password are those of
   * one. Reports whether they are, now or later.
   */
  authorize(name: string, password: string): boolean | Promise<boolean>;

  /** Takes back what {@linkcode authorize} has made of the user. */
  resign(): void;
}

/** The servers of a cluster. */
export interface ServerAddresses {
  /** The addresses under which clients reach them, this server's first: `192.168.1.20:55555`. */
  readonly addresses: readonly string[];

  /** Calls a function after each change, until the returned function is called. */
  observe(onChange: () => void): () => void;
}

/** The connection of a chat session. */
export interface Peer extends Outlet {
  /** What carries the bytes if it is not TCP or TLS itself: `websocket`. */
  readonly transport?: string | undefined;

  /** Whether a login needs a password, whatever the name. */
  readonly asksForPassword: boolean;

  /** Reports whether a name is registered, so that a login under it needs its password. */
  isRegistered(name: string): boolean;

  /**
   * Logs the client in. From then on the events for the user go to this connection, encoded by
   * `dialect`, until it ends. The answer may come later: a session handles no more input until then.
   */
  login(request: LoginRequest, dialect: Dialect): LoginResult | Promise<LoginResult>;

  /**
   * Records the secret of the client that is logged in, with which it may later end this session from
   * another connection. Ends the session that it has left behind, if any, and reports whether it did,
   * now or later.
   */
  own(token: string): boolean | Promise<boolean>;

  /** Delivers what waits for the user. A session calls this once the client knows that it is logged in. */
  deliverWaiting(): void;

  /**
   * Returns the names that the user blocks, if the user's name is registered.
   *
   * @param names Replaces them.
   */
  blocks(names?: readonly string[]): readonly string[] | Refusal<"refused">;

  /** The messages that the server has kept. */
  readonly history: History;

  /**
   * Carries out a command of the server (`server_commands.ts`) for the user who is logged in.
   *
   * @param line The command with its slash and its arguments.
   * @returns the answer, now or later, or `undefined` if the server has no such command.
   */
  command(line: string): CommandReply | Promise<CommandReply> | undefined;

  /** The servers of the cluster that the server is in, if it is in one. */
  readonly servers?: ServerAddresses | undefined;

  /** Has the user who is logged in read later events in another form of the dialect. */
  changeForm(dialect: Dialect): void;

  /** What the client proves about its user. */
  readonly identity: PeerIdentity;

  /** Counts bytes towards the client's rate, as if it had sent them. */
  charge(bytes: number): void;

  /** Ends the connection of a user who sends nothing for so many milliseconds. */
  limitSilence(ms: number): void;

  /** @param farewell The client's parting words, for the other members of its channels. */
  end(reason: string, farewell?: string): void;
}
