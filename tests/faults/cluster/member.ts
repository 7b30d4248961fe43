import type { Random } from "../../fuzz/random.ts";
import type { Ledger } from "./ledger.ts";
import { SeenIds } from "./seen_ids.ts";
import { Visit, type Visitor } from "./visit.ts";

/** How long a client waits before it tries all servers again, in milliseconds. */
const RETRY_MS = 300;

/** The time between two messages of a client, in milliseconds. */
const MIN_PAUSE_MS = 400;
const MAX_PAUSE_MS = 1600;

/** One message of so many goes to a single user. */
const PRIVATE_ONE_IN = 5;

/** A client that behaves as ours do: it stays in a channel, whatever server it has to take for that. */
export class Member implements Visitor {
  readonly name: string;
  readonly channel: string;
  readonly token = crypto.randomUUID();
  readonly seen = new SeenIds();
  readonly received = new Set<string>();
  readonly ledger: Ledger;
  addresses: readonly string[];
  readonly #random: Random;
  readonly #peers: readonly string[];
  readonly #numbers = new Map<string, number>();
  #visit: Visit | undefined;
  #isLeaving = false;
  #isTalking = false;
  readonly #wakes = new Set<() => void>();
  readonly #running: Promise<unknown>;

  /**
   * @param address The server that it connects to first.
   * @param peers The users to whom it writes.
   */
  constructor(
    { name, channel, address, ledger, random, peers }: {
      readonly name: string;
      readonly channel: string;
      readonly address: string;
      readonly ledger: Ledger;
      readonly random: Random;
      readonly peers: readonly string[];
    },
  ) {
    this.name = name;
    this.channel = channel;
    this.addresses = [address];
    this.ledger = ledger;
    this.#random = random;
    this.#peers = peers.filter((peer) => peer !== name);
    this.#running = Promise.all([this.#stay(), this.#talk()]);
  }

  /** The connection, if the client is logged in. */
  get visit(): Visit | undefined {
    return this.#visit?.isLoggedIn ? this.#visit : undefined;
  }

  /** Lets it talk, or lets it only listen. */
  set isTalking(isTalking: boolean) {
    this.#isTalking = isTalking;
  }

  /** Disconnects. Rejects if the server sent anything that no client can read. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    this.#visit?.close();
    for (const wake of this.#wakes) wake();
    await this.#running;
  }

  async #stay(): Promise<void> {
    let lost: string | undefined;
    while (!this.#isLeaving) {
      // The one that has just been lost comes last.
      const order = this.addresses.toSorted((a, b) => Number(a === lost) - Number(b === lost));
      let wasIn = false;
      for (const address of order) {
        if (this.#isLeaving) return;
        this.#visit = await Visit.begin(address, this);
        wasIn = await this.#visit?.end() ?? false;
        lost = address;
        if (wasIn) break;
      }
      this.#visit = undefined;
      if (!wasIn) await this.#sleep(RETRY_MS);
    }
  }

  onCaughtUp(visit: Visit): void {
    // Servers that do not know yet who is in a channel would miss the first messages.
    if (this.#isTalking) this.#say(visit, this.channel);
  }

  async #talk(): Promise<void> {
    while (!this.#isLeaving) {
      await this.#sleep(MIN_PAUSE_MS + this.#random.below(MAX_PAUSE_MS - MIN_PAUSE_MS));
      if (this.#isTalking && this.#visit?.canSay) this.#saySomething(this.#visit);
    }
  }

  #saySomething(visit: Visit): void {
    const isPrivate = this.#peers.length > 0 && this.#random.once(PRIVATE_ONE_IN);
    this.#say(visit, isPrivate ? this.#random.pick(this.#peers) : this.channel);
  }

  #say(visit: Visit, to: string): void {
    const number = (this.#numbers.get(to) ?? 0) + 1;
    this.#numbers.set(to, number);
    visit.say(to, this.ledger.send(this.name, to, number, visit.address));
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#isLeaving) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#wakes.add(wake);
    });
  }
}
