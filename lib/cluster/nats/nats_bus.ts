import {
  type Bucket,
  type BucketName,
  type Bus,
  type BusMessage,
  type Ending,
  type StreamEntry,
  type StreamName,
} from "../bus.ts";
import type { BucketPlace } from "./bucket_place.ts";
import type { NatsBusOptions } from "./connect_bus.ts";
import type { Link } from "./link.ts";
import type { LinkCounters } from "./link_counters.ts";
import { NatsBucket } from "./nats_bucket.ts";
import type { NatsMessage } from "./package.ts";
import { RemovalMarks } from "./removal_marks.ts";
import { Requests, tooLarge } from "./requests.ts";
import {
  BUCKET_NAMES,
  bucketPrefixOf,
  bucketStreamOf,
  prefixOf,
  streamOf,
} from "./stream_configs.ts";
import { lastMessage } from "./last_message.ts";
import { readStream } from "./stream_reader.ts";
import { StorageWatch } from "./storage_watch.ts";
import { StreamReads } from "./stream_reads.ts";
import { Streams } from "./streams.ts";

/** How long closing waits for what is queued, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1500;

/** The connection of a server to its cluster through NATS. */
export class NatsBus implements Bus, AsyncDisposable {
  onChange: ((isConnected: boolean) => void) | undefined;
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #streams: Streams;
  readonly #storage: StorageWatch;
  readonly #reads: StreamReads;
  readonly #cluster: string;
  readonly #prefix: string;
  readonly #buckets = new Map<BucketName, NatsBucket>();
  readonly #onStatus: (message: string) => void;
  readonly #marks: readonly RemovalMarks[];
  /** When the streams were made of which the caller knows places. */
  readonly #created = new Map<StreamName, string>();
  #isTooLargeTold = false;

  constructor(link: Link, { name, limits, replicas, onStatus }: NatsBusOptions) {
    this.#link = link;
    this.#cluster = name;
    this.#prefix = prefixOf(name);
    this.#onStatus = onStatus;
    this.#requests = new Requests(link);
    this.#reads = new StreamReads({
      lastPlace: (stream, place) => this.#lastPlace(stream, place),
      lastOf: async (stream, subject) =>
        (await lastMessage(this.#requests, streamOf(name, stream), this.#prefix + subject))?.seq,
      messages: (stream, subject, after) => this.#messages(stream, subject, after),
    });
    this.#streams = new Streams(link, this.#requests, {
      cluster: name,
      limits,
      replicas,
      onStatus,
    });
    this.#storage = new StorageWatch({
      onStatus,
      problemOf: (error) => this.#streams.problemOf(error),
      now: () => performance.now(),
    });
    this.#marks = BUCKET_NAMES.map((bucket) =>
      new RemovalMarks(link, this.#requests, this.#placeOf(bucket))
    );
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

  /** The number of streams that have taken nothing for some seconds, although NATS is there. */
  get failingStreams(): number {
    return this.#storage.failing;
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

  received(): Promise<void> {
    return this.#link.received();
  }

  append(stream: StreamName, subject: string, bytes: Uint8Array, id: string): Promise<number> {
    const stored = this.#requests.store(this.#prefix + subject, bytes, { "Nats-Msg-Id": id });
    const name = streamOf(this.#cluster, stream);
    stored.then(() => this.#storage.succeeded(name), (error) => {
      this.#storage.failed(name, error);
      // It may not exist any more.
      this.#streams.restore();
    });
    return stored;
  }

  async *read(stream: StreamName, subject: string, after: number): AsyncGenerator<StreamEntry> {
    yield* await this.#reads.read(stream, subject, after);
  }

  async *#messages(
    stream: StreamName,
    subject: string,
    after: number,
  ): AsyncGenerator<StreamEntry> {
    const name = streamOf(this.#cluster, stream);
    for await (
      const entry of readStream(this.#link, this.#requests, name, this.#prefix + subject, after)
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

  /** Resolves with the last place, unless the given one is of a stream that was lost with NATS's files. */
  async #lastPlace(stream: StreamName, place: number): Promise<number | undefined> {
    const { created, state: { last_seq: last } } = await this.#streamInfo(stream);
    const isOfThis = place <= last && (this.#created.get(stream) ?? created) === created;
    return isOfThis ? last : undefined;
  }

  async #streamInfo(stream: StreamName) {
    return await this.#requests.api<{ created: string; state: { last_seq: number } }>(
      `STREAM.INFO.${streamOf(this.#cluster, stream)}`,
    );
  }

  async purge(stream: StreamName, subject: string): Promise<void> {
    const name = streamOf(this.#cluster, stream);
    const filter = this.#prefix + subject;
    // JetStream looks at all messages of the stream for a purge, and stores nothing meanwhile.
    const isEmpty = await lastMessage(this.#requests, name, filter) === undefined;
    if (!isEmpty) await this.#requests.api(`STREAM.PURGE.${name}`, { filter });
  }

  bucket(name: BucketName): Bucket {
    const known = this.#buckets.get(name);
    if (known) return known;
    const place = this.#placeOf(name);
    const bucket = new NatsBucket(this.#link, this.#requests, place, {
      onStored: () => this.#storage.succeeded(place.stream),
      onNotStored: (error) => this.#storage.failed(place.stream, error),
      onFailure: () => this.#streams.restore(),
    });
    this.#buckets.set(name, bucket);
    return bucket;
  }

  #placeOf(bucket: BucketName): BucketPlace {
    return {
      stream: bucketStreamOf(this.#cluster, bucket),
      prefix: bucketPrefixOf(this.#cluster, bucket),
    };
  }

  /**
   * Removes the marks that removed records have left behind in all buckets until the last call.
   *
   * @throws {BusError}
   */
  async removeOldMarks(): Promise<void> {
    for (const marks of this.#marks) await marks.removeOld();
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
  readonly #link: Link;
  readonly #message: NatsMessage;
  readonly #prefixLength: number;

  constructor(link: Link, message: NatsMessage, prefixLength: number) {
    this.#link = link;
    this.#message = message;
    this.#prefixLength = prefixLength;
  }

  /** Decoded only for those who ask. */
  get subject(): string {
    return this.#message.subject.slice(this.#prefixLength);
  }

  get bytes(): Uint8Array {
    return this.#message.data;
  }

  keep(): void {
    // The package decodes it out of its buffer when it is first asked for, and remembers it.
    void this.#message.reply;
  }

  reply(bytes: Uint8Array): void {
    const { reply } = this.#message;
    if (reply && !Requests.isConfirmed(reply)) this.#link.publish(reply, bytes);
  }
}
