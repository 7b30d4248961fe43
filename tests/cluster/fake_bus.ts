import {
  type Bucket,
  type BucketEntry,
  type BucketName,
  type Bus,
  BusError,
  type BusMessage,
  type Ending,
  type StreamEntry,
  type StreamName,
} from "../../lib/cluster/bus.ts";
import { type Clock, RunningClock } from "../../lib/net/clock.ts";

/** Some turns of the event loop: what a network takes. */
async function travel(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await Promise.resolve();
}

interface Subscription {
  readonly bus: FakeBus;
  readonly subject: string;
  receive(message: BusMessage): void;
}

/** An engine in memory, to which several servers connect. */
export class FakeEngine {
  readonly subscriptions = new Set<Subscription>();
  readonly streams: Record<StreamName, StreamEntry[]> = { history: [], recent: [] };
  /** The last places of streams: those of messages that were removed are not given again. */
  readonly lastSequences: Record<StreamName, number> = { history: 0, recent: 0 };
  readonly buckets: Record<BucketName, Map<string, BucketEntry>> = {
    servers: new Map(),
    names: new Map(),
    state: new Map(),
  };
  readonly watchers = new Set<{
    readonly bus: FakeBus;
    readonly bucket: BucketName;
    /** The keys that it knows. */
    readonly keys: Set<string>;
    onChange(key: string, value: Uint8Array | undefined): void;
  }>();
  readonly ids = new Map<string, number>();
  /** While set, streams and buckets answer nothing, as without a leader. */
  hasLeader = true;
  /** Sets the timeouts of requests. */
  readonly clock: Pick<Clock, "setTimer">;
  #revision = 0;

  constructor(clock: Pick<Clock, "setTimer"> = new RunningClock()) {
    this.clock = clock;
  }

  connect(): FakeBus {
    return new FakeBus(this);
  }

  lastSequence(stream: StreamName): number {
    return Math.max(this.lastSequences[stream], this.streams[stream].at(-1)?.sequence ?? 0);
  }

  nextRevision(): number {
    return ++this.#revision;
  }

  hasReceiver(subject: string): boolean {
    return [...this.subscriptions].some((it) => it.bus.isConnected && fits(subject, it.subject));
  }

  deliver(subject: string, bytes: Uint8Array, reply: (bytes: Uint8Array) => void): void {
    const copy = bytes.slice();
    for (const subscription of [...this.subscriptions]) {
      const { bus, subject: wanted } = subscription;
      if (!bus.isConnected || !fits(subject, wanted)) continue;
      queueMicrotask(() => {
        const isHeard = bus.isConnected && this.subscriptions.has(subscription);
        if (isHeard) subscription.receive({ subject, bytes: copy, reply });
      });
    }
  }
}

function fits(subject: string, wanted: string): boolean {
  if (!wanted.endsWith(".*")) return subject === wanted;
  const head = wanted.slice(0, -1);
  return subject.startsWith(head) && !subject.slice(head.length).includes(".");
}

/** The connection of one server to a {@linkcode FakeEngine}. */
export class FakeBus implements Bus {
  readonly maxBytes = 1024 * 1024;
  readonly engine: FakeEngine;
  onChange: ((isConnected: boolean) => void) | undefined;
  #isConnected = true;

  constructor(engine: FakeEngine) {
    this.engine = engine;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Cuts the connection, or restores it. */
  connect(isConnected: boolean): void {
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    if (isConnected) this.#catchUp();
    this.onChange?.(isConnected);
  }

  /** Tells the watchers what they have missed. */
  #catchUp(): void {
    for (const { bus, bucket, keys, onChange } of this.engine.watchers) {
      if (bus !== this) continue;
      const entries = this.engine.buckets[bucket];
      for (const key of keys) if (!entries.has(key)) onChange(key, undefined);
      keys.clear();
      for (const { key, value } of entries.values()) {
        keys.add(key);
        onChange(key, value);
      }
    }
  }

  publish(subject: string, bytes: Uint8Array): void {
    const passes = this.#isConnected && bytes.length <= this.maxBytes;
    if (passes) this.engine.deliver(subject, bytes, () => {});
  }

  subscribe(subject: string, receive: (message: BusMessage) => void): Ending {
    const subscription = { bus: this, subject, receive };
    this.engine.subscriptions.add(subscription);
    return { end: () => void this.engine.subscriptions.delete(subscription) };
  }

  async request(subject: string, bytes: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    if (!this.#isConnected) throw new BusError("disconnected");
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const onTimeout = () => reject(new BusError("no answer"));
    const timer = this.engine.clock.setTimer(timeoutMs, onTimeout);
    if (!this.engine.hasReceiver(subject)) reject(new BusError("nobody answers"));
    else {
      this.engine.deliver(subject, bytes, (answer) => {
        if (answer.length > this.maxBytes) throw new Error("too large");
        resolve(answer.slice());
      });
    }
    try {
      return await promise;
    } finally {
      timer.cancel();
    }
  }

  async flush(): Promise<void> {
    await this.#reach(false);
  }

  async append(stream: StreamName, subject: string, bytes: Uint8Array, id: string) {
    if (!this.#isConnected) throw new BusError("disconnected");
    if (bytes.length > this.maxBytes) throw new BusError("too large");
    this.engine.deliver(subject, bytes, () => {});
    const copy = bytes.slice();
    await this.#reach();
    const known = this.engine.ids.get(id);
    if (known !== undefined) return known;
    const entries = this.engine.streams[stream];
    const sequence = this.engine.lastSequence(stream) + 1;
    entries.push({ subject, bytes: copy, sequence });
    this.engine.ids.set(id, sequence);
    return sequence;
  }

  async *read(stream: StreamName, subject: string, after: number): AsyncIterable<StreamEntry> {
    await this.#reach();
    // The stream has begun anew.
    if (after > this.engine.lastSequence(stream)) after = 0;
    const found = this.engine.streams[stream].filter((entry) =>
      entry.sequence > after && fits(entry.subject, subject)
    );
    for (const entry of found) {
      await this.#reach();
      yield entry;
    }
  }

  async lastSequence(stream: StreamName): Promise<number> {
    await this.#reach();
    return this.engine.lastSequence(stream);
  }

  async purge(stream: StreamName, subject: string): Promise<void> {
    await this.#reach();
    const { streams } = this.engine;
    const last = streams[stream].at(-1)?.sequence ?? 0;
    this.engine.lastSequences[stream] = Math.max(this.engine.lastSequences[stream], last);
    streams[stream] = streams[stream].filter((entry) => !fits(entry.subject, subject));
  }

  bucket(name: BucketName): Bucket {
    return new FakeBucket(this, name, () => this.#reach());
  }

  async close(): Promise<void> {
    await travel();
    this.#isConnected = false;
  }

  async #reach(needsLeader = true): Promise<void> {
    if (!this.#isConnected || needsLeader && !this.engine.hasLeader) {
      throw new BusError("out of reach");
    }
    await travel();
    if (!this.#isConnected) throw new BusError("out of reach");
  }
}

class FakeBucket implements Bucket {
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
      if (bucket !== this.#name || !bus.isConnected) continue;
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
