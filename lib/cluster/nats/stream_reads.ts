import type { StreamEntry, StreamName } from "../bus.ts";

/**
 * How many reads are under way at once. JetStream looks at all messages of a stream for each one, and
 * answers nothing else meanwhile: hundreds at once keep it from storing messages.
 */
const MAX_AT_ONCE = 4;

/** How many messages of a stream may be read for nothing to save one read. */
const WORTH_OF_A_READ = 50;

/** Where the messages come from. All promises may reject with a `BusError`. */
export interface StreamSource {
  /** Resolves with the last place of a stream, if a place is one of it: the stream may have begun anew. */
  lastPlace(stream: StreamName, place: number): Promise<number | undefined>;
  /** Resolves with the place of the last message of a subject; `undefined` if there is none. */
  lastOf(stream: StreamName, subject: string): Promise<number | undefined>;
  /** Returns the messages of a subject, which may end in `.*`, behind a place. */
  messages(stream: StreamName, subject: string, after: number): AsyncIterable<StreamEntry>;
}

/** A read that waits for its turn. All who want the same meanwhile share it. */
interface Read {
  readonly subject: string;
  readonly entries: Promise<StreamEntry[]>;
  resolve(entries: StreamEntry[]): void;
  reject(error: unknown): void;
}

/** The reads that wait for messages behind one place of a stream, by their subjects. */
interface Group {
  readonly stream: StreamName;
  readonly after: number;
  readonly reads: Map<string, Read>;
  /** Whether there is too much behind that place to read all of it. */
  isLong: boolean;
}

/**
 * The reads of a server's streams: a few at a time, in the order in which they were asked for. After an
 * outage, a server asks for what was said in thousands of channels, mostly nothing: these reads become
 * one of all subjects, where that is cheaper.
 */
export class StreamReads {
  readonly #source: StreamSource;
  readonly #groups = new Map<string, Group>();
  #running = 0;
  /** Whether the last read failed. Then one at a time finds out when that ends. */
  #hasFailed = false;

  constructor(source: StreamSource) {
    this.#source = source;
  }

  /**
   * Resolves with the messages of a subject behind a place of a stream.
   *
   * @throws {BusError}
   */
  read(stream: StreamName, subject: string, after: number): Promise<StreamEntry[]> {
    const { reads } = this.#groupOf(stream, after);
    const known = reads.get(subject);
    if (known) return known.entries;
    const { promise: entries, resolve, reject } = Promise.withResolvers<StreamEntry[]>();
    reads.set(subject, { subject, entries, resolve, reject });
    // Others ask in the same turn.
    queueMicrotask(() => this.#startSome());
    return entries;
  }

  #groupOf(stream: StreamName, after: number): Group {
    const key = `${stream} ${after}`;
    const group = this.#groups.get(key) ??
      { stream, after, reads: new Map(), isLong: false };
    this.#groups.set(key, group);
    return group;
  }

  #startSome(): void {
    for (const [key, group] of this.#groups) {
      for (const read of group.reads.values()) {
        if (this.#running >= (this.#hasFailed ? 1 : MAX_AT_ONCE)) return;
        group.reads.delete(read.subject);
        void this.#run(group, read);
      }
      this.#groups.delete(key);
    }
  }

  async #run(group: Group, read: Read): Promise<void> {
    const reads: [Read, ...Read[]] = [read];
    this.#running++;
    try {
      await this.#carryOut(group, reads);
      this.#hasFailed = false;
    } catch (error) {
      this.#hasFailed = true;
      for (const { reject } of reads) reject(error);
    } finally {
      this.#running--;
      this.#startSome();
    }
  }

  /** Carries out a read, and those that it is as well to carry out with it, which it adds. */
  async #carryOut(group: Group, reads: [Read, ...Read[]]): Promise<void> {
    const { stream, after, reads: others } = group;
    const mayShare = others.size > 0 && !group.isLong;
    const last = after > 0 || mayShare ? await this.#source.lastPlace(stream, after) : undefined;
    if (last !== undefined && last - after <= WORTH_OF_A_READ * others.size) {
      for (const other of others.values()) reads.push(other);
      others.clear();
      if (last > after) return await this.#readTogether(reads, stream, after);
      for (const { resolve } of reads) resolve([]);
      return;
    }
    group.isLong = true;
    const [{ subject, resolve }] = reads;
    const from = last === undefined ? 0 : after;
    const lastOwn = await this.#source.lastOf(stream, subject);
    const isEmpty = lastOwn === undefined || lastOwn <= from;
    resolve(isEmpty ? [] : await Array.fromAsync(this.#source.messages(stream, subject, from)));
  }

  async #readTogether(reads: readonly Read[], stream: StreamName, after: number): Promise<void> {
    const found = new Map(reads.map(({ subject }) => [subject, [] as StreamEntry[]]));
    const all = reads[0]!.subject.replace(/[^.]*$/, "*");
    for await (const entry of this.#source.messages(stream, all, after)) {
      found.get(entry.subject)?.push(entry);
    }
    for (const { subject, resolve } of reads) resolve(found.get(subject)!);
  }
}
