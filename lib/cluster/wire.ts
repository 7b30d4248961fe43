/**
 * The messages of servers of a cluster to each other, in JSON. A message may come from another version
 * or from a foreign program: readers check it, and ignore values that they do not know.
 *
 * @module
 */
import { encodeText } from "../framing/encode_text.ts";

/** A user as other servers know it. */
export interface UserFacts {
  readonly name: string;
  /** The name as users of IRC see it, if it differs. */
  readonly nick?: string | undefined;
  readonly network: string;
  /** The masked host that users of IRC see. */
  readonly host: string;
  readonly username: string;
  readonly realName?: string | undefined;
  /** The client's address and port, for operators. */
  readonly address: string;
  readonly port: number;
  readonly dialect: string;
  /** In milliseconds since 1970. */
  readonly loggedInAt: number;
  /** When the user last spoke or entered a channel, in milliseconds since 1970. */
  readonly activeAt?: number | undefined;
  /** Grows with each login in the cluster: of two users with one name, the later one has it. */
  readonly loginId: number;
  /** Tells a client that comes back from others: see `remote_owners.ts`. */
  readonly owner?: string | undefined;
  /** Whether the client reads the ids of messages. */
  readonly readsIds?: boolean | undefined;
  /** The facts that only users of one dialect know about each other. */
  readonly extra?: unknown;
}

/** The topic of a channel. */
export interface TopicFacts {
  readonly text: string;
  readonly author: string;
  readonly time: number;
  readonly isLocked: boolean;
}

/** A change of the users or the channels of a server. Users are named by numbers of their server. */
export type Change =
  | readonly ["login", user: number, facts: UserFacts]
  | readonly ["logout", user: number, farewell: string]
  | readonly ["rename", user: number, name: string, nick?: string]
  | readonly ["facts", user: number, facts: UserFacts]
  /** `born`: see {@linkcode ChannelLives}. */
  | readonly [
    "join",
    user: number,
    channel: string,
    isOperator: boolean,
    born: number,
    epoch?: number,
  ]
  | readonly ["leave", user: number, channel: string, reason: string, farewell: string, by: string]
  | readonly ["create", channel: string, born: number, createdAt: number, form?: string]
  /** The members of this server belong to an older epoch than it has said: see {@linkcode ChannelEpochs}. */
  | readonly ["epoch", channel: string, epoch: number]
  | readonly ["remove", channel: string, stamp: number]
  | readonly ["close", channel: string, stamp: number, text: string]
  | readonly [
    "topic",
    channel: string,
    user: number,
    topic: TopicFacts,
    stamp: number,
    epoch?: number,
  ]
  | readonly ["modes", channel: string, changes: readonly ModeChange[], epoch?: number];

/** A change of one thing that the operators of a channel decide: see {@linkcode ModeFields}. */
export type ModeChange = readonly [field: string, value: unknown, stamp: number];

/** Changes in their order. `number` counts the messages of this run of a server. */
export interface Presence {
  readonly slot: number;
  readonly boot: string;
  readonly number: number;
  readonly changes: readonly Change[];
}

/** A part of everything that a server has: of its state behind the changes up to `number`. */
export interface SnapshotPart {
  readonly boot: string;
  readonly number: number;
  /** Tells this snapshot from others. */
  readonly id: number;
  readonly parts: number;
  readonly part: number;
  readonly changes: readonly Change[];
}

/** An entry of a log: something that is said or asked for once. */
export interface Entry {
  readonly id: number;
  /** In milliseconds since 1970. */
  readonly time: number;
  /** The number of the sender on its server; 0 for the server itself. */
  readonly user: number;
  readonly name: string;
  readonly text: string;
  /** The id that the message had when it was sent first, if it is sent again. */
  readonly said?: number | undefined;
  /** The form of the text that only users of one dialect read. */
  readonly form?: unknown;
  /** The number of this part of a long text, from 0, and whether more parts follow with this id. */
  readonly part?: number | undefined;
  readonly goesOn?: boolean | undefined;
  /**
   * `end`: the server should disconnect its user; `text` and `reason` say why. `kick`: it should put its
   * user out of a channel, in the name of the sender.
   */
  readonly kind?: "private" | "end" | "kick" | undefined;
  /** The number of the receiver on its server, and the run of that server. */
  readonly to?: number | undefined;
  readonly boot?: string | undefined;
  readonly reason?: string | undefined;
  readonly channel?: string | undefined;
  /** The epoch of the channel in which a sender who kicks is an operator: see {@linkcode ChannelEpochs}. */
  readonly epoch?: number | undefined;
}

/** Entries of one server for one subject, in their order. */
export interface Batch {
  readonly boot: string;
  /** The id of the last entry before these; 0 if there was none. */
  readonly previous: number;
  /** The channel, where the subject stands for one. */
  readonly channel?: string | undefined;
  readonly entries: readonly Entry[];
}

/** Something that only one dialect has words for, for a channel or for some users. */
export interface SignalMessage {
  readonly boot: string;
  readonly id: number;
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly user: number;
  readonly name: string;
  readonly channel?: string | undefined;
  readonly to?: readonly number[] | undefined;
  readonly signal: unknown;
}

const decoder = new TextDecoder();

/** Encodes something for the bus. */
export function encode(value: object): Uint8Array {
  return encodeText(JSON.stringify(value));
}

/** Decodes an object in JSON; returns `undefined` for anything else. */
export function decode(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a text without line breaks, for dialects that would take the rest for lines of their own. */
export function oneLine(text: string): string {
  return text.replace(/[\0\r\n]+/g, " ");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
