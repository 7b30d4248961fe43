/**
 * Announces a chat server or a room directory on all networks from which clients can reach it.
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
}

/** Announces a service until it is stopped. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  /** Random, because the name of the machine may already be announced with other addresses. */
  readonly #host = `parley-${crypto.randomUUID().slice(-12)}.local`;
  readonly #announcements = new Map<string, Announcement>();
  /** The names and error messages that were reported. */
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

  /** Never rejects. */
  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    try {
      this.#codec = await loadCodec();
      while (!signal.aborted) {
        await this.#update(this.#codec);
        await sleep(INTERFACE_CHECK_INTERVAL_MS, undefined, { signal }).catch(() => {});
      }
    } catch (error) {
      // The codec is missing, or the program may not list the interfaces.
      this.#reportProblem(error as Error);
    }
  }

  /** Starts and stops announcements, so that there is one for each interface. */
  async #update(codec: Codec): Promise<void> {
    const reachable = reachableInterfaces(this.#options.hostname);
    const byKey = new Map(reachable.map((via) => [formatInterface(via), via]));
    for (const [key, announcement] of this.#announcements) {
      if (byKey.has(key)) {
        announcement.rejoin();
      } else {
        this.#announcements.delete(key);
        await announcement.stop();
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

  async #start(key: string, via: Interface, codec: Codec): Promise<void> {
    const { kind, name, port, text } = this.#options;
    const service = { kind, name, host: this.#host, port, address: via.address };
    const onName = (name: string) => this.#reportOnce(name, () => this.#options.onName(name));
    const onProblem = (error: Error) => this.#reportProblem(error);
    try {
      const options = { service, text, via, codec, onName, onProblem };
      this.#announcements.set(key, await Announcement.start(options));
    } catch (error) {
      this.#reportProblem(error as Error);
    }
  }

  #reportProblem(error: Error): void {
    this.#reportOnce(error.message, () => this.#options.onProblem(error));
  }

  #reportOnce(key: string, report: () => void): void {
    if (!this.#reported.has(key) && !this.#stopped.signal.aborted) report();
    this.#reported.add(key);
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
