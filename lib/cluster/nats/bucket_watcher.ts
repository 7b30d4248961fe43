import type { Ending } from "../bus.ts";
import type { BucketPlace } from "./bucket_place.ts";
import type { Link } from "./link.ts";
import type { Requests } from "./requests.ts";
import { WatcherRun } from "./watcher_run.ts";

/** The pause before a consumer that could not be made is tried again, in milliseconds. */
const RETRY_MS = 500;

/** How often to look whether there is a connection again, in milliseconds. */
const WAIT_MS = 50;

type OnChange = (key: string, value: Uint8Array | undefined) => void;

/**
 * Watches a bucket. Consumers of JetStream end with the node that they are on, and miss what happens
 * while there is no connection. So the watcher makes another one then, which starts with all records,
 * and compares the keys: those that have vanished were removed.
 */
export class BucketWatcher implements Ending {
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #place: BucketPlace;
  readonly #onChange: OnChange;
  /** The subjects of the records that the caller knows. */
  readonly #known = new Set<string>();
  #run: WatcherRun | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isEnded = false;

  constructor(link: Link, requests: Requests, place: BucketPlace, onChange: OnChange) {
    this.#link = link;
    this.#requests = requests;
    this.#place = place;
    this.#onChange = onChange;
  }

  /** Resolves once it has called back for all present records. */
  async start(): Promise<void> {
    let isStarted = false;
    const run = new WatcherRun(this.#link, this.#requests, this.#place, {
      onRecord: (subject, value) => this.#change(subject, value),
      onComplete: (seen) => {
        for (const subject of this.#known.difference(seen)) this.#change(subject, undefined);
      },
      onEnd: () => isStarted && this.#restart(),
    });
    this.#run = run;
    try {
      await run.start();
    } catch (error) {
      run.end();
      throw error;
    }
    isStarted = true;
    if (this.#isEnded) run.end();
    else if (run.isEnded) this.#restart();
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.#run?.end();
  }

  #change(subject: string, value: Uint8Array | undefined): void {
    if (this.#isEnded) return;
    if (value) this.#known.add(subject);
    else if (!this.#known.delete(subject)) return;
    this.#onChange(subject.slice(this.#place.prefix.length), value);
  }

  #restart(delayMs = 0): void {
    if (this.#isEnded || this.#link.isClosed) return;
    this.#timer = setTimeout(async () => {
      if (!this.#link.isConnected) return this.#restart(WAIT_MS);
      try {
        await this.start();
      } catch {
        this.#restart(RETRY_MS);
      }
    }, delayMs);
  }
}
