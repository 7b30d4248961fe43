import { NameIndex } from "../../chat/name_index.ts";
import type { User } from "../../chat/user.ts";
import { Refusal } from "../../errors/refusal.ts";
import { type MuteRow, MuteTable } from "../../store/mute_table.ts";
import type { Store } from "../../store/store.ts";
import type { ChangeObserver } from "../shared_rows.ts";
import { areAlike } from "./bans.ts";
import type { Deed, Ledger } from "./ledger.ts";
import { isOver, withPenalty } from "./penalty.ts";
import { inOrder, PenaltySet } from "./penalty_set.ts";

/** The names that may not speak, in memory and in the store. */
export class Mutes {
  /** Learns of each change on this server. */
  onChange: ChangeObserver | undefined;
  readonly #table: MuteTable;
  readonly #ledger: Ledger;
  readonly #byName = new Map<string, MuteRow>();
  readonly #names = new NameIndex<MuteRow>();
  readonly #all: PenaltySet<MuteRow>;
  /** The answers for users who have spoken since the last change: looking a name up takes long. */
  #known = new WeakMap<User, MuteRow | "none">();

  constructor(store: Store, ledger: Ledger) {
    this.#table = new MuteTable(store);
    this.#ledger = ledger;
    this.#all = new PenaltySet<MuteRow>(() => ledger.now(), (mute) => this.#unindex(mute));
    for (const mute of this.#table.all()) if (!isOver(mute, ledger.now())) this.#add(mute);
  }

  /** Returns the mutes that hold now, the oldest first. */
  list(): readonly MuteRow[] {
    return inOrder(this.#all.current(), ({ name }) => name);
  }

  /** Returns the mute of a name, or of one that people would take for it. */
  ofName(name: string): MuteRow | undefined {
    this.#all.current();
    return this.#names.find(name);
  }

  /** Returns why a user may not speak, if so. Called for every message. */
  silence(user: User): Refusal<"muted"> | undefined {
    if (this.#names.size === 0) return undefined;
    let known = this.#known.get(user);
    if (known === undefined) {
      known = this.#names.find(user.name) ?? "none";
      this.#known.set(user, known);
    }
    if (known === "none" || isOver(known, this.#ledger.now())) return undefined;
    return new Refusal("muted", withPenalty("You are muted", known, this.#ledger.now()));
  }

  /**
   * Adds a mute, which replaces those of the same name.
   *
   * @throws {StoreError} Nothing has changed then.
   */
  add(deed: Deed, mute: MuteRow): void {
    const replaced = this.list().filter(({ name }) => areAlike(name, mute.name));
    this.#change(deed, replaced, [mute]);
  }

  /**
   * Lifts a mute.
   *
   * @throws {StoreError} Nothing has changed then.
   */
  lift(deed: Deed, mute: MuteRow): void {
    this.#change(deed, [mute], []);
  }

  /** Takes over a change from another server. */
  apply(name: string, added: MuteRow | undefined): void {
    const known = this.#byName.get(name);
    const removed = known ? [known] : [];
    this.#ledger.write(() => this.#write(removed, added ? [added] : []));
    this.#replace(removed, added && !isOver(added, this.#ledger.now()) ? [added] : []);
  }

  #change(deed: Deed, removed: readonly MuteRow[], added: readonly MuteRow[]): void {
    this.#ledger.record(deed, () => {
      this.#table.removeOver(this.#ledger.now());
      this.#write(removed, added);
    });
    this.#replace(removed, added);
    const names = new Set(added.map(({ name }) => name));
    for (const { name } of removed) {
      if (!names.has(name)) this.onChange?.({ kind: "mute", key: name, row: undefined });
    }
    for (const row of added) this.onChange?.({ kind: "mute", key: row.name, row });
  }

  #write(removed: readonly MuteRow[], added: readonly MuteRow[]): void {
    for (const mute of removed) this.#table.remove(mute);
    for (const mute of added) this.#table.put(mute);
  }

  #replace(removed: readonly MuteRow[], added: readonly MuteRow[]): void {
    for (const mute of removed) {
      this.#all.delete(mute);
      this.#unindex(mute);
    }
    for (const mute of added) this.#add(mute);
  }

  #add(mute: MuteRow): void {
    this.#all.add(mute);
    this.#byName.set(mute.name, mute);
    this.#names.add(mute.name, mute);
    this.#known = new WeakMap();
  }

  #unindex(mute: MuteRow): void {
    this.#byName.delete(mute.name);
    this.#names.delete(mute.name, mute);
    this.#known = new WeakMap();
  }
}
