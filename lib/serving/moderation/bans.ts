import { NameIndex } from "../../chat/name_index.ts";
import { ADDRESS_BANNED, nameBanned } from "../../dialects/removal.ts";
import { Refusal } from "../../errors/refusal.ts";
import { quote } from "../../framing/messages.ts";
import { type BanRow, BanTable } from "../../store/ban_table.ts";
import type { Store } from "../../store/store.ts";
import { StoreError } from "../../store/store_error.ts";
import { IpNetwork, NetworkIndex } from "../../transport/ip_network.ts";
import type { Deed, Ledger } from "./ledger.ts";
import { isOver, withPenalty } from "./penalty.ts";
import { PenaltySet } from "./penalty_set.ts";

/** The names and networks that are kept out, in memory and in the store. */
export class Bans {
  readonly #table: BanTable;
  readonly #ledger: Ledger;
  readonly #names = new NameIndex<BanRow>();
  readonly #networks = new NetworkIndex<BanRow>();
  readonly #all: PenaltySet<BanRow>;

  constructor(store: Store, ledger: Ledger) {
    this.#table = new BanTable(store);
    this.#ledger = ledger;
    this.#all = new PenaltySet<BanRow>(() => ledger.now(), (ban) => this.#unindex(ban));
    for (const ban of this.#table.all()) {
      if (ban.kind === "network" && !IpNetwork.parse(ban.target)) throw noNetwork(store, ban);
      if (!isOver(ban, ledger.now())) this.#add(ban);
    }
  }

  /** Returns the bans that hold now, the oldest first. */
  list(): readonly BanRow[] {
    return [...this.#all.current()];
  }

  /** Returns the ban that keeps a name out: one of it, or of a name that people would take for it. */
  ofName(name: string): BanRow | undefined {
    this.#all.current();
    return this.#names.find(name);
  }

  /** Returns the bans of exactly this network. */
  ofNetwork(network: IpNetwork): readonly BanRow[] {
    const target = String(network);
    return this.list().filter((ban) => ban.kind === "network" && ban.target === target);
  }

  /** Returns why nobody may log in under a name, if so. */
  refuseName(name: string): Refusal<"name-banned"> | undefined {
    const ban = this.ofName(name);
    return ban && new Refusal("name-banned", this.#explain(nameBanned(name), ban));
  }

  /** Returns why nobody may log in from an address, if so. */
  refuseAddress(address: string): Refusal<"address-banned"> | undefined {
    this.#all.current();
    const ban = this.#networks.find(address);
    return ban && new Refusal("address-banned", this.#explain(ADDRESS_BANNED, ban));
  }

  /**
   * Adds bans, which replace those of the same names and networks.
   *
   * @throws {StoreError} Nothing has changed then.
   */
  add(deed: Deed, bans: readonly BanRow[]): void {
    this.#change(deed, bans.flatMap((ban) => this.#replacedBy(ban)), bans);
  }

  /**
   * Lifts bans.
   *
   * @throws {StoreError} Nothing has changed then.
   */
  lift(deed: Deed, bans: readonly BanRow[]): void {
    this.#change(deed, bans, []);
  }

  #change(deed: Deed, removed: readonly BanRow[], added: readonly BanRow[]): void {
    this.#ledger.record(deed, () => {
      this.#table.removeOver(this.#ledger.now());
      for (const ban of removed) this.#table.remove(ban);
      for (const ban of added) this.#table.put(ban);
    });
    for (const ban of removed) {
      this.#all.delete(ban);
      this.#unindex(ban);
    }
    for (const ban of added) this.#add(ban);
  }

  #replacedBy(ban: BanRow): readonly BanRow[] {
    if (ban.kind === "network") return this.ofNetwork(IpNetwork.parse(ban.target)!);
    return this.list().filter(({ kind, target }) =>
      kind === "name" && areAlike(target, ban.target)
    );
  }

  #add(ban: BanRow): void {
    this.#all.add(ban);
    if (ban.kind === "name") this.#names.add(ban.target, ban);
    else this.#networks.add(IpNetwork.parse(ban.target)!, ban);
  }

  #unindex(ban: BanRow): void {
    if (ban.kind === "name") this.#names.delete(ban.target, ban);
    else this.#networks.delete(IpNetwork.parse(ban.target)!);
  }

  #explain(text: string, ban: BanRow): string {
    return withPenalty(text, ban, this.#ledger.now());
  }
}

function noNetwork({ path }: Store, { target }: BanRow): StoreError {
  return new StoreError(`Cannot use the store ${quote(path ?? "")}: it bans ${quote(target)}`, {
    hint: "That is neither an address nor a network: remove it with sqlite3 from the table bans.",
  });
}

/** Reports whether a ban of one name keeps the other out. */
export function areAlike(name: string, other: string): boolean {
  const index = new NameIndex<true>();
  index.add(name, true);
  return index.find(other) === true;
}
