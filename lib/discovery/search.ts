import { setTimeout as sleep } from "node:timers/promises";
import { isBug } from "../errors/bug.ts";
import type { Interface } from "../multicast/interfaces.ts";
import { Browser } from "./browser.ts";
import type { Codec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { MdnsSocket, socketReason } from "./mdns_socket.ts";

/** The random delay of the first query, in case several programs start at the same moment. */
const MIN_FIRST_DELAY_MS = 20;
const MAX_FIRST_DELAY_MS = 120;

/** The pause after the first query, in milliseconds. Each further pause is twice as long. */
const FIRST_PAUSE_MS = 1000;

/** The pause after a failure, for example without a free file descriptor, in milliseconds. */
export const RETRY_MS = 500;

/** The search on one network, until it is told to end. */
export class Search {
  readonly browser: Browser;
  readonly #via: Interface;
  readonly #codec: Codec;
  readonly #end: AbortSignal;
  #socket: MdnsSocket | undefined;
  #hasSearched = false;
  #problem: unknown;
  #bug: unknown;

  constructor(via: Interface, codec: Codec, end: AbortSignal) {
    this.browser = new Browser(via);
    this.#via = via;
    this.#codec = codec;
    this.#end = end;
  }

  /** Whether a query was sent. */
  get hasSearched(): boolean {
    return this.#hasSearched;
  }

  /** The last reason why no query could be sent. */
  get problem(): unknown {
    return this.#problem;
  }

  /**
   * Sends queries and takes answers. A failure of the system is tried again.
   *
   * @throws an exception that nobody expected.
   */
  async run(): Promise<void> {
    await wait(
      MIN_FIRST_DELAY_MS + Math.random() * (MAX_FIRST_DELAY_MS - MIN_FIRST_DELAY_MS),
      this.#end,
    );
    try {
      for (let pauseMs = FIRST_PAUSE_MS; !this.#end.aborted;) {
        const isSent = await this.#query();
        await wait(isSent ? pauseMs : RETRY_MS, this.#end);
        if (isSent) pauseMs *= 2;
      }
    } finally {
      await this.#socket?.close();
    }
    if (this.#bug) throw this.#bug;
  }

  /** Returns whether a query could be sent. */
  async #query(): Promise<boolean> {
    try {
      this.#socket ??= await this.#open();
      await this.#send(this.#socket);
      return this.#hasSearched = true;
    } catch (error) {
      if (isBug(error)) throw error;
      this.#problem = error;
      return false;
    }
  }

  #open(): Promise<MdnsSocket> {
    const { browser } = this;
    return MdnsSocket.open({
      ...{ via: this.#via, codec: this.#codec, words: () => browser.words },
      onPacket: (packet, from) => browser.receive(packet, from),
      onBug: (error) => this.#bug = error,
    });
  }

  async #send(socket: MdnsSocket): Promise<void> {
    try {
      await socket.send([{ packet: this.browser.query() }]);
    } catch (error) {
      throw new DiscoveryError(`Cannot search the local network: ${socketReason(error)}`, {
        cause: error,
      });
    }
  }
}

/** Resolves after so many milliseconds, or at the end of the search. */
export async function wait(milliseconds: number, end: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: end }).catch(() => {});
}
