/**
 * What a wire protocol has to be for the server to speak it.
 *
 * @module
 */
import type { ChatEvent } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import type { PasswordRefusal } from "./password.ts";

/** A wire protocol: its messages become calls on the hub, the hub's events become its bytes. */
export interface Dialect {
  /** As the operator reads it. */
  readonly name: string;

  /** The bytes that tell users of this dialect of an event; `undefined` when they do not hear of it. */
  encode(event: ChatEvent): Uint8Array | undefined;

  /** Starts to serve a connection. */
  open(hub: Hub, peer: Peer): Session;
}

/** What dialects can be told. */
export interface DialectOptions {
  /** The longest line that is taken, in bytes. */
  readonly maxLine: number;
  /** Whether only that is known which every client of the channel dialect knows. */
  readonly strict: boolean;
}

/** How the first bytes of a connection tell its dialect. */
export interface Rule {
  readonly because: string;
  fits(start: Uint8Array): boolean;
}

/** A dialect, as `dialects.ts` lists it. */
export interface DialectDefinition {
  /** As flags, the log and metrics call it. */
  readonly name: string;
  /** When it is told from others by a connection's first bytes. */
  readonly rules: readonly Rule[];
  make(options: DialectOptions): Dialect;
}

/** One connection, as its dialect sees it. */
export interface Session {
  /** Takes the next bytes of the stream. They are only good during the call. */
  receive(bytes: Uint8Array): void;

  /** The connection is gone: nothing more will be received, and nothing sent arrives. */
  close(): void;

  /** Tells the client why the server ends its connection, if the protocol has words for that. */
  tell?(reason: string): void;
}

/** What every session may do with its connection. */
export interface Outlet {
  /** Queues bytes for this connection alone, behind all that it was to hear until now. */
  send(bytes: Uint8Array): void;

  /** Closes the connection once all that is queued has been sent. What it still sends is not looked at. */
  end(reason: string): void;
}

/** What the session of a chat dialect may do with its connection. */
export interface Peer extends Outlet {
  /** Whether too many connections come from where this one does: nobody can log in on it. */
  readonly isCrowded: boolean;

  /** Why a password does not let the client log in, if so; missing where none is asked for. */
  readonly checkPassword?: ((password: string) => PasswordRefusal | undefined) | undefined;

  /** From now on the events for `user` go to this connection, as `dialect` encodes them. */
  identify(user: User, dialect: Dialect): void;
}
