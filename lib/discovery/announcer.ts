/**
 * Makes a server or a directory known on the networks that it can be reached by.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { formatInterface, type Interface, interfaces } from "../multicast/interfaces.ts";
import { formatAddress } from "../transport/address.ts";
import { Announcement } from "./announcement.ts";
import { type Codec, loadCodec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import type { Kind } from "./service.ts";

/** How often it is looked which networks there are, in milliseconds: one may come late, or go. */
const LOOK_AGAIN = 5000;

/** What is announced. */
export interface AnnouncerOptions {
  readonly kind: Kind;
  /** What it wants to be called, see `flawOfName`. */
  readonly name: string;
  /** The address that it listens at, or `0.0.0.0` or `::` for all, and its port. */
  readonly hostname: string;
  readonly port: number;
  /** What it tells besides, at this moment, as `key=value`. */
  text(): readonly string[];
  /** Hears under which name it is known; the same on several networks is told once. */
  onName(name: string): void;
  /** Hears why it is not known somewhere; the same reason is told once. */
  onProblem(error: Error): void;
}

/** Announces from now on, on all networks, until it is stopped. Never rejects. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  /** Nobody else has it: one that others have, too, would be taken for their address. */
  readonly #host = `parley-${crypto.randomUUID().slice(-12)}.local`;
  readonly #announcements = new Map<string, Announcement>();
  readonly #told = new Set<string>();
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;
  #codec: Codec | undefined;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Says goodbye. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    // While the codec is fetched, nothing has been announced, and that may take long.
    if (!this.#codec) return;
    await this.#running;
    await Promise.all([...this.#announcements.values()].map((one) => one.stop()));
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    try {
      this.#codec = await loadCodec();
      while (!signal.aborted) {
        await this.#look(this.#codec);
        await sleep(LOOK_AGAIN, undefined, { signal }).catch(() => {});
      }
    } catch (error) {
      // There is no codec, or it is not permitted to see the interfaces.
      this.#tellProblem(error as Error);
    }
  }

  /** Looks which networks there are. */
  async #look(codec: Codec): Promise<void> {
    const ways = new Map(waysTo(this.#options.hostname).map((via) => [formatInterface(via), via]));
    for (const [way, announcement] of this.#announcements) {
      if (ways.has(way)) {
        announcement.renew();
      } else {
        this.#announcements.delete(way);
        await announcement.stop();
      }
    }
    for (const [way, via] of ways) {
      if (!this.#announcements.has(way)) await this.#start(way, via, codec);
    }
    if (ways.size === 0) {
      const where = formatAddress(this.#options);
      this.#tellProblem(new DiscoveryError(`Cannot announce "${where}": it has no IPv4 address`));
    }
  }

  async #start(way: string, via: Interface, codec: Codec): Promise<void> {
    const { kind, name, port, text } = this.#options;
    const service = { kind, name, host: this.#host, port, address: via.address };
    const onName = (name: string) => this.#tellOnce(name, () => this.#options.onName(name));
    const onProblem = (error: Error) => this.#tellProblem(error);
    try {
      const options = { service, text, via, codec, onName, onProblem };
      this.#announcements.set(way, await Announcement.start(options));
    } catch (error) {
      this.#tellProblem(error as Error);
    }
  }

  #tellProblem(error: Error): void {
    this.#tellOnce(error.message, () => this.#options.onProblem(error));
  }

  #tellOnce(what: string, tell: () => void): void {
    if (!this.#told.has(what) && !this.#stopped.signal.aborted) tell();
    this.#told.add(what);
  }
}

/** The interfaces by which others reach who listens at an address; loopback if there is nothing else. */
function waysTo(hostname: string): Interface[] {
  const all = interfaces();
  if (hostname !== "0.0.0.0" && hostname !== "::") {
    return all.filter(({ address }) => address === hostname);
  }
  const outward = all.filter(({ isLoopback }) => !isLoopback);
  return outward.length > 0 ? outward : all;
}
