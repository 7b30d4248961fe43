import { NameIndex } from "../../chat/name_index.ts";
import { ADDRESS_BANNED, nameBanned } from "../../dialects/removal.ts";
import { Refusal } from "../../errors/refusal.ts";
import { quote } from "../../framing/messages.ts";
import { type BanRow, BanTable } from "../../store/ban_table.ts";
import type { Store } from "../../store/store.ts";
import { StoreError } from "../../store/store_error.ts";
import { IpNetwork, NetworkIndex } from "../../transport/ip_network.ts";
import type { ChangeObserver } from "../shared_rows.ts";
import type { Deed, Ledger } from "./ledger.ts";
import { isOver, withPenalty } from "./penalty.ts";
import { inOrder, PenaltySet } from "./penalty_set.ts";

/** The names and networks that are kept out, in memory and in the store. */
export class Bans {
  /** Learns of each change on this server. */
  onChange: ChangeObserver | undefined;
  readonly #table: BanTable;
  readonly #ledger: Ledger;
  readonly #byKey = new Map<string, BanRow>();
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
    return inOrder(this.#all.current(), placeOf);
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

  /** Takes over a change from another server. */
  apply(key: string, added: BanRow | undefined): void {
    const known = this.#byKey.get(key);
    const removed = known ? [known] : [];
    this.#ledger.write(() => this.#write(removed, added ? [added] : []));
    this.#replace(removed, added && !isOver(added, this.#ledger.now()) ? [added] : []);
  }

  #change(deed: Deed, removed: readonly BanRow[], added: readonly BanRow[]): void {
    this.#ledger.record(deed, () => {
      this.#table.removeOver(this.#ledger.now());
      this.#write(removed, added);
    });
    this.#replace(removed, added);
    const keys = new Set(added.map(banKey));
    for (const key of removed.map(banKey)) {
      if (!keys.has(key)) this.onChange?.({ kind: "ban", key, row: undefined });
    }
    for (const row of added) this.onChange?.({ kind: "ban", key: banKey(row), row });
  }

  #write(removed: readonly BanRow[], added: readonly BanRow[]): void {
    for (const ban of removed) this.#table.remove(ban);
    for (const ban of added) this.#table.put(ban);
  }

  #replace(removed: readonly BanRow[], added: readonly BanRow[]): void {
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
    this.#byKey.set(banKey(ban), ban);
    if (ban.kind === "name") this.#names.add(ban.target, ban);
    else this.#networks.add(IpNetwork.parse(ban.target)!, ban);
  }

  #unindex(ban: BanRow): void {
    this.#byKey.delete(banKey(ban));
    if (ban.kind === "name") this.#names.delete(ban.target, ban);
    else this.#networks.delete(IpNetwork.parse(ban.target)!);
  }

  #explain(text: string, ban: BanRow): string {
    return withPenalty(text, ban, this.#ledger.now());
  }
}

/** Returns the text that tells a ban from those of other names and networks. */
export function banKey({ kind, target }: Pick<BanRow, "kind" | "target">): string {
  return `${kind} ${target}`;
}

/** Returns the text by which bans of one moment are sorted: a network stands behind the name it came with. */
function placeOf({ kind, target, owner }: BanRow): string {
  return `${owner === "" ? target : owner} ${kind}`;
}

/** Reports whether a text is a network in the form in which bans have it. */
export function isNetworkForm(text: string): boolean {
  return String(IpNetwork.parse(text)) === text;
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
