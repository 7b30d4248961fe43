import type { Bucket, BucketEntry, Ending } from "../bus.ts";
import type { BucketPlace } from "./bucket_place.ts";
import { BucketWatcher } from "./bucket_watcher.ts";
import type { Link } from "./link.ts";
import { ANSWER_TIMEOUT_MS, JetStreamError, type Requests } from "./requests.ts";

/** The header that makes a change depend on the key's last revision. */
const EXPECTED_HEADER = "Nats-Expected-Last-Subject-Sequence";

/** The header of the marks that removed records leave behind. */
const OPERATION_HEADER = "KV-Operation";

/** Codes of JetStream's errors. */
const WRONG_REVISION = 10071;
const NO_MESSAGE = 10037;

/** The last message of a key. */
interface Last extends BucketEntry {
  readonly isRemoved: boolean;
}

/** A bucket of NATS: a stream with a subject for each key. */
export class NatsBucket implements Bucket {
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #place: BucketPlace;
  readonly #onFailure: () => void;

  /** @param onFailure Called if something failed: the stream may not exist any more. */
  constructor(link: Link, requests: Requests, place: BucketPlace, onFailure: () => void) {
    this.#link = link;
    this.#requests = requests;
    this.#place = place;
    this.#onFailure = onFailure;
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
    await this.#tell(watcher.start());
    return watcher;
  }

  /** Resolves with the revision, or with `undefined` if the last one is not the expected one. */
  async #store(
    key: string,
    value: Uint8Array | undefined,
    headers?: Record<string, string>,
  ): Promise<number | undefined> {
    try {
      return await this.#tell(this.#requests.store(this.#place.prefix + key, value, headers));
    } catch (error) {
      if (error instanceof JetStreamError && error.code === WRONG_REVISION) return undefined;
      throw error;
    }
  }

  /** Asks the stream's leader: other nodes may be a moment behind. */
  async #last(key: string): Promise<Last | undefined> {
    const options = { last_by_subj: this.#place.prefix + key };
    try {
      const { message } = await this.#tell(
        this.#requests.api<{ message: { seq: number; data?: string; hdrs?: string } }>(
          `STREAM.MSG.GET.${this.#place.stream}`,
          options,
          ANSWER_TIMEOUT_MS,
        ),
      );
      const isRemoved = message.hdrs !== undefined && atob(message.hdrs).includes(OPERATION_HEADER);
      const value = Uint8Array.fromBase64(message.data ?? "");
      return { key, value, revision: message.seq, isRemoved };
    } catch (error) {
      if (error instanceof JetStreamError && error.code === NO_MESSAGE) return undefined;
      throw error;
    }
  }

  async #tell<Result>(promise: Promise<Result>): Promise<Result> {
    try {
      return await promise;
    } catch (error) {
      const isAnswer = error instanceof JetStreamError &&
        [WRONG_REVISION, NO_MESSAGE].includes(error.code);
      if (!isAnswer) this.#onFailure();
      throw error;
    }
  }
}
