import type { Hub } from "../../chat/hub.ts";
import type { History } from "../../history/history.ts";

import type { Roster } from "../roster.ts";
import { Bans } from "./bans.ts";
import { Ledger, type LedgerParts } from "./ledger.ts";
import { Mutes } from "./mutes.ts";
import { Operators } from "./operators.ts";
import { Topics } from "./topics.ts";

/** The parts of a chat server in which order is kept. */
export interface ModeratedChat {
  readonly hub: Hub;
  readonly roster: Roster;
  readonly history: History;
}

/** Keeps order in a chat: what operators have decided, and the record of it. */
export class Moderation {
  readonly ledger: Ledger;
  readonly bans: Bans;
  readonly mutes: Mutes;
  readonly operators: Operators;
  readonly topics: Topics;
  #chat: ModeratedChat | undefined;

  constructor(parts: LedgerParts) {
    const { store } = parts;
    this.ledger = new Ledger(parts);
    this.bans = new Bans(store, this.ledger);
    this.mutes = new Mutes(store, this.ledger);
    this.operators = new Operators(store, this.ledger);
    this.topics = new Topics(store, this.ledger);
  }

  /** Gets the chat to keep order in, before anybody gives a command. */
  attach(chat: ModeratedChat): void {
    this.#chat = chat;
  }

  get chat(): ModeratedChat {
    return this.#chat!;
  }
}
