import {
  type Bucket,
  type BucketName,
  type Bus,
  type BusMessage,
  type Ending,
  type StreamEntry,
  type StreamName,
} from "../bus.ts";
import type { NatsBusOptions } from "./connect_bus.ts";
import type { Link } from "./link.ts";
import type { LinkCounters } from "./link_counters.ts";
import { NatsBucket } from "./nats_bucket.ts";
import type { NatsMessage } from "./package.ts";
import { Requests, tooLarge } from "./requests.ts";
import {
  bucketPrefixOf,
  bucketStreamOf,
  DEFAULT_MARK_AGE_MS,
  prefixOf,
  streamOf,
} from "./stream_configs.ts";
import { readStream } from "./stream_reader.ts";
import { Streams } from "./streams.ts";

/** How long closing waits for what is queued, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1500;

/** The connection of a server to its cluster through NATS. */
export class NatsBus implements Bus, AsyncDisposable {
  onChange: ((isConnected: boolean) => void) | undefined;
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #streams: Streams;
  readonly #cluster: string;
  readonly #prefix: string;
  readonly #buckets = new Map<BucketName, NatsBucket>();
  readonly #onStatus: (message: string) => void;
  readonly #markAgeMs: number;
  /** When the streams were made of which the caller knows places. */
  readonly #created = new Map<StreamName, string>();
  #isTooLargeTold = false;

  constructor(link: Link, { name, limits, replicas, onStatus }: NatsBusOptions) {
    this.#link = link;
    this.#cluster = name;
    this.#prefix = prefixOf(name);
    this.#onStatus = onStatus;
    this.#markAgeMs = limits.markAgeMs ?? DEFAULT_MARK_AGE_MS;
    this.#requests = new Requests(link);
    this.#streams = new Streams(link, this.#requests, {
      cluster: name,
      limits,
      replicas,
      onStatus,
    });
    link.onChange = (isConnected) => {
      if (isConnected) this.#streams.reconnected();
      this.onChange?.(isConnected);
    };
  }

  /** Makes the streams and buckets. */
  async start(): Promise<void> {
    await this.#streams.start();
  }

  get isConnected(): boolean {
    return this.#link.isConnected;
  }

  get maxBytes(): number {
    return this.#link.maxBytes;
  }

  /** What the connection has carried since the start. */
  get counters(): LinkCounters {
    return this.#link.counters;
  }

  publish(subject: string, bytes: Uint8Array): void {
    if (bytes.length <= this.maxBytes) {
      this.#link.publish(this.#prefix + subject, bytes);
      return;
    }
    this.#link.drop();
    if (this.#isTooLargeTold) return;
    this.#isTooLargeTold = true;
    this.#onStatus(tooLarge(bytes, this.maxBytes));
  }

  subscribe(subject: string, receive: (message: BusMessage) => void): Ending {
    return this.#link.subscribe(
      this.#prefix + subject,
      (message) => receive(new NatsBusMessage(this.#link, message, this.#prefix.length)),
    );
  }

  async request(subject: string, bytes: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const { data } = await this.#requests.ask(this.#prefix + subject, bytes, timeoutMs);
    return data.slice();
  }

  async flush(): Promise<void> {
    await this.#link.flush();
  }

  append(_: StreamName, subject: string, bytes: Uint8Array, id: string): Promise<number> {
    const stored = this.#requests.store(this.#prefix + subject, bytes, { "Nats-Msg-Id": id });
    // The stream may not exist any more.
    stored.catch(() => this.#streams.restore());
    return stored;
  }

  async *read(stream: StreamName, subject: string, after: number): AsyncGenerator<StreamEntry> {
    const name = streamOf(this.#cluster, stream);
    const from = after > 0 && !await this.#hasPlace(stream, after) ? 0 : after;
    for await (
      const entry of readStream(this.#link, this.#requests, name, this.#prefix + subject, from)
    ) {
      yield { ...entry, subject: entry.subject.slice(this.#prefix.length) };
    }
  }

  async lastSequence(stream: StreamName): Promise<number> {
    const { created, state } = await this.#streamInfo(stream);
    const known = this.#created.get(stream) ?? created;
    this.#created.set(stream, created);
    return known === created ? state.last_seq : 0;
  }

  /** Reports whether a place is one of the present stream: it may be of one that was lost with NATS's files. */
  async #hasPlace(stream: StreamName, place: number): Promise<boolean> {
    const { created, state } = await this.#streamInfo(stream);
    return place <= state.last_seq && (this.#created.get(stream) ?? created) === created;
  }

  async #streamInfo(stream: StreamName) {
    return await this.#requests.api<{ created: string; state: { last_seq: number } }>(
      `STREAM.INFO.${streamOf(this.#cluster, stream)}`,
    );
  }

  async purge(stream: StreamName, subject: string): Promise<void> {
    const name = streamOf(this.#cluster, stream);
    await this.#requests.api(`STREAM.PURGE.${name}`, { filter: this.#prefix + subject });
  }

  bucket(name: BucketName): Bucket {
    const known = this.#buckets.get(name);
    if (known) return known;
    const place = {
      stream: bucketStreamOf(this.#cluster, name),
      prefix: bucketPrefixOf(this.#cluster, name),
      markAgeMs: this.#markAgeMs,
    };
    const restore = () => this.#streams.restore();
    const bucket = new NatsBucket(this.#link, this.#requests, place, restore);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  async close(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    const sent = Promise.all([this.#requests.settle(), this.#link.flush().catch(() => {})]);
    await Promise.race([sent, late]);
    clearTimeout(timer);
    this.#requests.close();
    await this.#link.close();
    await this.#streams.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A message that arrives. */
class NatsBusMessage implements BusMessage {
  readonly subject: string;
  readonly #link: Link;
  readonly #message: NatsMessage;

  constructor(link: Link, message: NatsMessage, prefixLength: number) {
    this.subject = message.subject.slice(prefixLength);
    this.#link = link;
    this.#message = message;
  }

  get bytes(): Uint8Array {
    return this.#message.data;
  }

  reply(bytes: Uint8Array): void {
    const { reply } = this.#message;
    if (reply && !Requests.isConfirmed(reply)) this.#link.publish(reply, bytes);
  }
}
