import type { Channel } from "../../chat/channel.ts";
import { channelKey } from "../../chat/name.ts";
import type { Topic } from "../../chat/topic.ts";
import type { Store } from "../../store/store.ts";
import { unlessStoreFails } from "../../store/store_error.ts";
import { TopicTable } from "../../store/topic_table.ts";
import type { ChangeObserver, NamedTopic } from "../shared_rows.ts";
import type { Deed, Ledger } from "./ledger.ts";

/** The kept topics of channels. */
export class Topics {
  /** Learns of each change on this server. */
  onChange: ChangeObserver | undefined;
  readonly #store: Store;
  readonly #table: TopicTable;
  readonly #ledger: Ledger;

  constructor(store: Store, ledger: Ledger) {
    this.#store = store;
    this.#table = new TopicTable(store);
    this.#ledger = ledger;
  }

  /** Returns the kept topic of a channel of that name, if the store can be read. */
  of(name: string): Topic | undefined {
    return unlessStoreFails(() => this.#store.read(() => this.#table.get(channelKey(name))));
  }

  /**
   * Keeps a topic.
   *
   * @param deed What an operator does with it, for the record; none for what any member may do.
   * @throws {StoreError} Nothing has changed then.
   */
  keep({ name }: Channel, topic: Topic, deed?: Deed): void {
    const write = () => this.#table.put(channelKey(name), name, topic);
    if (deed) this.#ledger.record(deed, write);
    else this.#store.write(write);
    this.onChange?.({ kind: "topic", key: channelKey(name), row: { ...topic, name } });
  }

  /** Forgets the topic of a channel that makes room for another one, if the store can be written. */
  discard({ name, topic }: Channel): void {
    if (!topic) return;
    const key = channelKey(name);
    unlessStoreFails(() => {
      this.#store.write(() => this.#table.remove(key));
      this.onChange?.({ kind: "topic", key, row: undefined });
    });
  }

  /** Forgets the topic of a channel that an operator closes. */
  forget({ name }: Channel, deed: Deed): void {
    const key = channelKey(name);
    this.#ledger.record(deed, () => this.#table.remove(key));
    this.onChange?.({ kind: "topic", key, row: undefined });
  }

  /** Takes over a change from another server. The channel itself does not learn of it. */
  apply(key: string, topic: NamedTopic | undefined): void {
    this.#store.write(() => {
      if (topic) this.#table.put(key, topic.name, topic);
      else this.#table.remove(key);
    });
  }
}
