/**
 * The records that several servers which act as one have in common. Each server has them all, in its
 * own tables and memory; a change that is made on one server is applied on the others.
 *
 * @module
 */
import type { Account } from "../store/account_table.ts";
import type { AuditRow } from "../store/audit_table.ts";
import type { BanRow } from "../store/ban_table.ts";
import type { MuteRow } from "../store/mute_table.ts";
import type { TopicRow } from "../store/topic_table.ts";
import type { WaitingMessage } from "../store/waiting_table.ts";

/** The topic of a channel, with the channel's name as people see it. */
export interface NamedTopic extends TopicRow {
  readonly name: string;
}

/** A private message that waits, with the key of the account that it waits for. */
export interface WaitingRow extends Omit<WaitingMessage, "id"> {
  readonly account: string;
}

/** The rows by their kinds. */
export interface SharedRows {
  /** By the keys of names. */
  readonly account: Account;
  /** The owner of a registered name may keep order. By the keys of names. */
  readonly operator: true;
  /** The names that the owner of a registered name blocks. By the keys of names. */
  readonly blocks: readonly string[];
  /** By ids. */
  readonly waiting: WaitingRow;
  /** By what is banned: see `banKey`. */
  readonly ban: BanRow;
  /** By names as operators typed them. */
  readonly mute: MuteRow;
  /** By the keys of channels. */
  readonly topic: NamedTopic;
  /** By ids. */
  readonly audit: AuditRow;
}

export type SharedKind = keyof SharedRows;

/** A change of one row. */
export interface RowChange<Kind extends SharedKind> {
  readonly kind: Kind;
  /** Tells the row from the others of its kind. */
  readonly key: string;
  /** The row as it is now; `undefined` if it is removed. */
  readonly row: SharedRows[Kind] | undefined;
  /** The name of the user who has got a waiting message that is removed. */
  readonly receiver?: string;
}

export type StateChange = { [Kind in SharedKind]: RowChange<Kind> }[SharedKind];

/** Learns of a change that was made on this server, once it holds here. */
export type ChangeObserver = (change: StateChange) => void;
