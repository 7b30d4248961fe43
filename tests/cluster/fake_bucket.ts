import type { Bucket, BucketEntry, BucketName, Ending } from "../../lib/cluster/bus.ts";
import { BusError } from "../../lib/cluster/bus.ts";
import type { FakeBus } from "./fake_bus.ts";

/** A bucket of a {@linkcode FakeEngine}, as one of its servers sees it. */
export class FakeBucket implements Bucket {
  readonly #bus: FakeBus;
  readonly #name: BucketName;
  readonly #reach: () => Promise<void>;

  constructor(bus: FakeBus, name: BucketName, reach: () => Promise<void>) {
    this.#bus = bus;
    this.#name = name;
    this.#reach = reach;
  }

  get #entries(): Map<string, BucketEntry> {
    return this.#bus.engine.buckets[this.#name];
  }

  async #take(value: Uint8Array): Promise<void> {
    if (value.length > this.#bus.maxBytes) throw new BusError("too large");
    await this.#reach();
  }

  #set(key: string, value: Uint8Array | undefined): number {
    const { engine } = this.#bus;
    const revision = engine.nextRevision();
    // Watchers get the records in the order of their last changes.
    this.#entries.delete(key);
    if (value) this.#entries.set(key, { key, value: value.slice(), revision });
    for (const watcher of engine.watchers) {
      const { bus, bucket, keys } = watcher;
      if (bucket !== this.#name || !bus.isConnected || engine.isApart(bus)) continue;
      if (value) keys.add(key);
      else if (!keys.delete(key)) continue;
      queueMicrotask(() => engine.watchers.has(watcher) && watcher.onChange(key, value));
    }
    return revision;
  }

  async create(key: string, value: Uint8Array) {
    await this.#take(value);
    return this.#entries.has(key) ? undefined : this.#set(key, value);
  }

  async update(key: string, value: Uint8Array, revision: number) {
    await this.#take(value);
    return this.#entries.get(key)?.revision === revision ? this.#set(key, value) : undefined;
  }

  async put(key: string, value: Uint8Array) {
    await this.#take(value);
    return this.#set(key, value);
  }

  async get(key: string) {
    await this.#reach();
    return this.#entries.get(key);
  }

  async remove(key: string, revision?: number) {
    await this.#reach();
    if (revision !== undefined && this.#entries.get(key)?.revision !== revision) return false;
    this.#set(key, undefined);
    return true;
  }

  async watch(onChange: (key: string, value: Uint8Array | undefined) => void): Promise<Ending> {
    await this.#reach();
    const { watchers } = this.#bus.engine;
    const keys = new Set(this.#entries.keys());
    const watcher = { bus: this.#bus, bucket: this.#name, keys, onChange };
    for (const { key, value } of this.#entries.values()) onChange(key, value);
    watchers.add(watcher);
    return { end: () => void watchers.delete(watcher) };
  }
}
