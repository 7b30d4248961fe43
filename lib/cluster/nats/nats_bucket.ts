import type { Bucket, BucketEntry, Ending } from "../bus.ts";
import type { BucketPlace } from "./bucket_place.ts";
import { BucketWatcher } from "./bucket_watcher.ts";
import type { Link } from "./link.ts";
import { lastMessage } from "./last_message.ts";
import { JetStreamError, type Requests } from "./requests.ts";

/** The header that makes a change depend on the key's last revision. */
const EXPECTED_HEADER = "Nats-Expected-Last-Subject-Sequence";

/** The header of the marks that removed records leave behind. */
const OPERATION_HEADER = "KV-Operation";

/** The code of JetStream's error for a change that was not the expected one. */
const WRONG_REVISION = 10071;

/** The last message of a key. */
interface Last extends BucketEntry {
  readonly isRemoved: boolean;
}

/** Learns what becomes of the requests of a bucket. */
export interface BucketObserver {
  /** A change was stored, or compared with what is stored. */
  onStored(): void;
  /** A change, or what comes before one, has failed. */
  onNotStored(error: unknown): void;
  /** Anything has failed: the stream may not exist any more. */
  onFailure(): void;
}

/** A bucket of NATS: a stream with a subject for each key. */
export class NatsBucket implements Bucket {
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #place: BucketPlace;
  readonly #observer: BucketObserver;

  constructor(link: Link, requests: Requests, place: BucketPlace, observer: BucketObserver) {
    this.#link = link;
    this.#requests = requests;
    this.#place = place;
    this.#observer = observer;
  }

  async create(key: string, value: Uint8Array): Promise<number | undefined> {
    const revision = await this.update(key, value, 0);
    if (revision !== undefined) return revision;
    const last = await this.#last(key);
    if (last && !last.isRemoved) return undefined;
    return await this.update(key, value, last?.revision ?? 0);
  }

  async update(key: string, value: Uint8Array, revision: number): Promise<number | undefined> {
    return await this.#store(key, value, { [EXPECTED_HEADER]: String(revision) });
  }

  async put(key: string, value: Uint8Array): Promise<number> {
    return (await this.#store(key, value))!;
  }

  async get(key: string): Promise<BucketEntry | undefined> {
    const last = await this.#last(key);
    return last && !last.isRemoved
      ? { key, value: last.value, revision: last.revision }
      : undefined;
  }

  async remove(key: string, revision?: number): Promise<boolean> {
    const expected = revision === undefined ? {} : { [EXPECTED_HEADER]: String(revision) };
    const headers = { [OPERATION_HEADER]: "DEL", ...expected };
    return await this.#store(key, undefined, headers) !== undefined;
  }

  async watch(onChange: (key: string, value: Uint8Array | undefined) => void): Promise<Ending> {
    const watcher = new BucketWatcher(this.#link, this.#requests, this.#place, onChange);
    await watcher.start().catch((error) => {
      this.#observer.onFailure();
      throw error;
    });
    return watcher;
  }

  /** Resolves with the revision, or with `undefined` if the last one is not the expected one. */
  async #store(
    key: string,
    value: Uint8Array | undefined,
    headers?: Record<string, string>,
  ): Promise<number | undefined> {
    let revision: number | undefined;
    try {
      revision = await this.#tell(this.#requests.store(this.#place.prefix + key, value, headers));
    } catch (error) {
      if (!(error instanceof JetStreamError && error.code === WRONG_REVISION)) throw error;
    }
    this.#observer.onStored();
    return revision;
  }

  /** Asks the stream's leader: other nodes may be a moment behind. */
  async #last(key: string): Promise<Last | undefined> {
    const { stream, prefix } = this.#place;
    const last = await this.#tell(lastMessage(this.#requests, stream, prefix + key));
    if (!last) return undefined;
    const isRemoved = last.hdrs !== undefined && atob(last.hdrs).includes(OPERATION_HEADER);
    const value = Uint8Array.fromBase64(last.data ?? "");
    return { key, value, revision: last.seq, isRemoved };
  }

  async #tell<Result>(promise: Promise<Result>): Promise<Result> {
    try {
      return await promise;
    } catch (error) {
      if (!(error instanceof JetStreamError && error.code === WRONG_REVISION)) {
        this.#observer.onNotStored(error);
        this.#observer.onFailure();
      }
      throw error;
    }
  }
}
