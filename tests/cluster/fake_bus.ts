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
import { FakeBucket } from "./fake_bucket.ts";

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
  /** The buses on the other side of a partition: they stay connected to nodes that reach no leader. */
  #apart: ReadonlySet<FakeBus> = new Set();
  /** Sets the timeouts of requests. */
  readonly clock: Pick<Clock, "setTimer">;
  #revision = 0;

  constructor(clock: Pick<Clock, "setTimer"> = new RunningClock()) {
    this.clock = clock;
  }

  connect(): FakeBus {
    return new FakeBus(this);
  }

  /** Divides the network: these buses and all others do not reach each other. */
  divide(...buses: FakeBus[]): void {
    this.#apart = new Set(buses);
  }

  /** Ends a division. Nobody has lost a connection. */
  unite(): void {
    const buses = this.#apart;
    this.#apart = new Set();
    for (const bus of buses) bus.catchUp();
  }

  /** Reports whether a bus is on the other side of a partition: it reaches no streams and buckets. */
  isApart(bus: FakeBus): boolean {
    return this.#apart.has(bus);
  }

  #areTogether(one: FakeBus, other: FakeBus): boolean {
    return this.#apart.has(one) === this.#apart.has(other);
  }

  lastSequence(stream: StreamName): number {
    return Math.max(this.lastSequences[stream], this.streams[stream].at(-1)?.sequence ?? 0);
  }

  nextRevision(): number {
    return ++this.#revision;
  }

  /** The subscriptions of all others that get a message. */
  receivers(from: FakeBus, subject: string): Subscription[] {
    return [...this.subscriptions].filter(({ bus, subject: wanted }) =>
      bus !== from && bus.isConnected && this.#areTogether(bus, from) && fits(subject, wanted)
    );
  }

  deliver(
    from: FakeBus,
    subject: string,
    bytes: Uint8Array,
    reply: (bytes: Uint8Array) => void = () => {},
  ): void {
    const copy = bytes.slice();
    for (const subscription of this.receivers(from, subject)) {
      const { bus } = subscription;
      queueMicrotask(() => {
        const isHeard = bus.isConnected && this.subscriptions.has(subscription);
        if (isHeard) subscription.receive({ subject, bytes: copy, reply, keep() {} });
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
    if (isConnected) this.catchUp();
    this.onChange?.(isConnected);
  }

  /** Tells the watchers what they have missed. */
  catchUp(): void {
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
    if (passes) this.engine.deliver(this, subject, bytes);
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
    if (this.engine.receivers(this, subject).length === 0) reject(new BusError("nobody answers"));
    else {
      this.engine.deliver(this, subject, bytes, (answer) => {
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

  async received(): Promise<void> {
    // Whatever is published arrives at once.
  }

  async append(stream: StreamName, subject: string, bytes: Uint8Array, id: string) {
    if (!this.#isConnected) throw new BusError("disconnected");
    if (bytes.length > this.maxBytes) throw new BusError("too large");
    this.engine.deliver(this, subject, bytes);
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

  get #hasLeader(): boolean {
    return this.engine.hasLeader && !this.engine.isApart(this);
  }

  async #reach(needsLeader = true): Promise<void> {
    if (!this.#isConnected || needsLeader && !this.#hasLeader) {
      throw new BusError("out of reach");
    }
    await travel();
    if (!this.#isConnected) throw new BusError("out of reach");
  }
}
