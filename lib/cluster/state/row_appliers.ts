import type { Channel } from "../../chat/channel.ts";
import type { Accounts } from "../../serving/accounts/accounts.ts";
import type { Mailbox } from "../../serving/mailbox.ts";
import type { Moderation } from "../../serving/moderation/moderation.ts";
import { putOutBanned, putOutStranger } from "../../serving/moderation/put_out.ts";
import type { NamedTopic } from "../../serving/shared_rows.ts";
import type { Account } from "../../store/account_table.ts";
import type { AuditRow } from "../../store/audit_table.ts";
import type { BanRow } from "../../store/ban_table.ts";
import { bucketKey, type SharedRecord } from "./record.ts";
import { accountOf, type Replica } from "./replica.ts";

/** The parts of a chat server that hold shared rows. */
export interface StatefulParts {
  readonly accounts: Accounts;
  readonly mailbox: Mailbox;
  /** Attached to its chat already. */
  readonly moderation: Moderation;
  /** Reports whether the servers have agreed on the topic of a channel that exists, without its record. */
  isTopicAgreed?(channel: Channel): boolean;
}

/** Puts the rows that other servers have changed into the parts of this one. */
export class RowAppliers {
  readonly #parts: StatefulParts;
  readonly #replica: Replica;
  readonly #onPruned: (at: string) => void;

  /** @param onPruned Gets the keys of records that go to make room for others. */
  constructor(parts: StatefulParts, replica: Replica, onPruned: (at: string) => void) {
    this.#parts = parts;
    this.#replica = replica;
    this.#onPruned = onPruned;
  }

  /**
   * Applies a record.
   *
   * @param isOwn Whether it was made on this server.
   * @returns whether it did: names that look alike are never registered.
   */
  apply(record: SharedRecord, isOwn = false): boolean {
    const { accounts, mailbox, moderation } = this.#parts;
    const { kind, key } = record;
    switch (kind) {
      case "account":
        return this.#applyAccount(key, record.row as Account | undefined, isOwn);
      case "operator":
        if (this.#belongs(record)) moderation.operators.apply(key, record.row !== undefined);
        return true;
      case "blocks":
        if (this.#belongs(record)) {
          accounts.applyBlocks(key, (record.row as readonly string[] | undefined) ?? []);
        }
        return true;
      case "waiting":
        if (this.#belongs(record)) {
          mailbox.apply(Number(key), record.row as SharedRecord<"waiting">["row"], record.receiver);
        }
        return true;
      case "ban":
        moderation.bans.apply(key, record.row as BanRow | undefined);
        if (record.row) putOutBanned(moderation, record.row as BanRow);
        return true;
      case "mute":
        moderation.mutes.apply(key, record.row as SharedRecord<"mute">["row"]);
        return true;
      case "topic":
        this.#applyTopic(key, record.row as NamedTopic | undefined);
        return true;
      case "audit":
        this.#applyDeed(Number(key), record.row as AuditRow | undefined);
        return true;
    }
  }

  #applyAccount(key: string, account: Account | undefined, isOwn: boolean): boolean {
    const { accounts } = this.#parts;
    const earlier = accounts.find(key);
    if (!accounts.apply(key, account)) return false;
    if (account && earlier?.created !== account.created) {
      // What belongs to the account may have come before it.
      for (const record of this.#replica.ofAccount(key)) this.apply(record);
      if (!isOwn) putOutStranger(this.#parts.moderation, account);
    }
    return true;
  }

  #applyDeed(id: number, deed: AuditRow | undefined): void {
    const pruned = this.#parts.moderation.ledger.apply(id, deed);
    for (const id of pruned) this.#onPruned(bucketKey("audit", String(id)));
  }

  /** Reports whether the account is there that a row belongs to. A removed row needs none. */
  #belongs(record: SharedRecord): boolean {
    const account = accountOf(record);
    if (account === undefined) return record.kind === "waiting" || this.#isRegistered(record.key);
    const present = this.#parts.accounts.find(account);
    return present !== undefined && present.created === record.created;
  }

  #isRegistered(key: string): boolean {
    return this.#parts.accounts.find(key) !== undefined;
  }

  /** The event comes from the server on which the topic was changed: this is for later readers. */
  #applyTopic(key: string, topic: NamedTopic | undefined): void {
    const { moderation: { topics, chat: { hub } }, isTopicAgreed } = this.#parts;
    topics.apply(key, topic);
    const channel = hub.channel(key);
    if (!channel) return;
    const present = channel.topic;
    const isNewer = (topic?.time ?? Infinity) >= (present?.time ?? 0);
    // No event tells that the topic is locked.
    const isSame = topic?.text === present?.text && topic?.time === present?.time;
    if (isTopicAgreed?.(channel) ? isSame : isNewer) channel.topic = topic;
  }
}
