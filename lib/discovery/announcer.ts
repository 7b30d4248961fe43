/**
 * Announces a chat server or a room directory on all networks from which clients can reach it.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isBug } from "../errors/bug.ts";
import { systemReason } from "../errors/system_reason.ts";
import { formatInterface, type Interface, interfaces } from "../multicast/interfaces.ts";
import { formatAddress } from "../transport/address.ts";
import { Announcement } from "./announcement.ts";
import { type Codec, loadCodec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import type { Kind } from "./service.ts";

/** The pause before the codec is loaded again after a failure, in milliseconds. It doubles. */
const FIRST_LOAD_PAUSE_MS = 5000;
const MAX_LOAD_PAUSE_MS = 600_000;

/** The maximum number of reports that are remembered: others on the network can cause new ones. */
const MAX_REPORTED = 100;

/** The interval of the checks for interfaces that were added or removed, in milliseconds. */
const INTERFACE_CHECK_INTERVAL_MS = 5000;

/** The options of an {@linkcode Announcer}. */
export interface AnnouncerOptions {
  readonly kind: Kind;
  /** The preferred name, valid according to `nameProblem`. */
  readonly name: string;
  /** The address that the service listens on; `0.0.0.0` or `::` stand for all addresses. */
  readonly hostname: string;
  readonly port: number;
  /** Returns the current TXT record, as `key=value` texts. */
  text(): readonly string[];
  /** Called once for each name under which the service is announced. */
  onName(name: string): void;
  /** Called once for each reason why the service is not announced on a network. */
  onProblem(error: Error): void;
  /** Called with an exception that nobody expected. The announcer goes on. */
  onBug(error: unknown): void;
}

/** Announces a service until it is stopped. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  /** Random, because the name of the machine may already be announced with other addresses. */
  readonly #host = `parley-${crypto.randomUUID().slice(-12)}.local`;
  readonly #announcements = new Map<string, Announcement>();
  /** The names and error messages that were reported, the oldest first. */
  readonly #reported = new Set<string>();
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;
  #codec: Codec | undefined;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Withdraws all announcements. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    // Without a codec nothing has been announced yet, and loading it may take long.
    if (!this.#codec) return;
    await this.#running;
    await Promise.all([...this.#announcements.values()].map((one) => one.stop()));
  }

  /** Never rejects: a shortage of descriptors passes, and networks come and go. */
  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const codec = await this.#load();
    while (codec && !signal.aborted) {
      await this.#attempt(() => this.#update(codec));
      await this.#wait(INTERFACE_CHECK_INTERVAL_MS);
    }
  }

  /** Loads the codec. Returns `undefined` if the announcer was stopped first. */
  async #load(): Promise<Codec | undefined> {
    for (let pauseMs = FIRST_LOAD_PAUSE_MS; !this.#stopped.signal.aborted; pauseMs *= 2) {
      await this.#attempt(async () => {
        this.#codec = await loadCodec();
      });
      if (this.#codec) return this.#codec;
      await this.#wait(Math.min(pauseMs, MAX_LOAD_PAUSE_MS));
    }
  }

  /** Tries something, and reports why it failed. */
  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (isBug(error)) this.#options.onBug(error);
      else this.#reportProblem(error as Error);
    }
  }

  async #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#stopped;
    await sleep(milliseconds, undefined, { signal }).catch(() => {});
  }

  /** Starts and stops announcements, so that there is one for each interface. */
  async #update(codec: Codec): Promise<void> {
    const reachable = this.#reachableInterfaces();
    const byKey = new Map(reachable.map((via) => [formatInterface(via), via]));
    for (const [key, announcement] of this.#announcements) {
      if (byKey.has(key)) {
        announcement.rejoin();
      } else {
        this.#announcements.delete(key);
        await this.#attempt(() => announcement.stop());
      }
    }
    for (const [key, via] of byKey) {
      if (!this.#announcements.has(key)) await this.#start(key, via, codec);
    }
    if (byKey.size === 0) {
      const address = formatAddress(this.#options);
      const reason = "no network interface has a matching IPv4 address";
      this.#reportProblem(new DiscoveryError(`Cannot announce ${address}: ${reason}`));
    }
  }

  #reachableInterfaces(): Interface[] {
    try {
      return reachableInterfaces(this.#options.hostname);
    } catch (error) {
      const reason = systemReason(error);
      throw new DiscoveryError(`Cannot list the network interfaces: ${reason}`, { cause: error });
    }
  }

  async #start(key: string, via: Interface, codec: Codec): Promise<void> {
    const { kind, name, port, text } = this.#options;
    const service = { kind, name, host: this.#host, port, address: via.address };
    const onName = (name: string) => this.#reportOnce(name, () => this.#options.onName(name));
    const onProblem = (error: Error) => this.#reportProblem(error);
    const { onBug } = this.#options;
    await this.#attempt(async () => {
      const options = { service, text, via, codec, onName, onProblem, onBug };
      this.#announcements.set(key, await Announcement.start(options));
    });
  }

  #reportProblem(error: Error): void {
    this.#reportOnce(error.message, () => this.#options.onProblem(error));
  }

  #reportOnce(key: string, report: () => void): void {
    if (this.#reported.has(key) || this.#stopped.signal.aborted) return;
    this.#reported.add(key);
    const [oldest] = this.#reported;
    if (this.#reported.size > MAX_REPORTED) this.#reported.delete(oldest!);
    report();
  }
}

/**
 * Returns the interfaces on which clients reach a server that listens on an address. Loopback is
 * among them only if there is nothing else.
 */
function reachableInterfaces(hostname: string): Interface[] {
  const all = interfaces();
  if (hostname !== "0.0.0.0" && hostname !== "::") {
    return all.filter(({ address }) => address === hostname);
  }
  const external = all.filter(({ isLoopback }) => !isLoopback);
  return external.length > 0 ? external : all;
}
