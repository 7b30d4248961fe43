import type { Ledger } from "./ledger.ts";
import { type Message, Wire } from "./wire.ts";

/** How many names two clients compete for, and how long a client keeps one at most, in milliseconds. */
const NAMES = 5;
const MAX_STAY_MS = 1500;
const MIN_STAY_MS = 200;

/** How long a client waits for an answer, in milliseconds. */
const ANSWER_MS = 10_000;

/** A claim of a name: a client that a server has let in. */
interface Claim {
  readonly address: string;
  readonly wire: Wire;
}

/**
 * Proves that no name is held on two servers. On each server a client wants the same names again and
 * again, and only one of them may have it. While a server is cut off, it cannot know; a while later it
 * must.
 */
export class NameWatch {
  readonly #addresses: readonly string[];
  readonly #ledger: Ledger;
  readonly #claims = new Map<string, Set<Claim>>();
  readonly #running: Promise<unknown>;
  #calmAt = 0;
  #isOver = false;
  /** How often a client got a name, and how often it did not because another had it. */
  granted = 0;
  refused = 0;

  constructor(addresses: readonly string[], ledger: Ledger) {
    this.#addresses = addresses;
    this.#ledger = ledger;
    const names = Array.from({ length: NAMES }, (_, index) => `twin${index}`);
    this.#running = Promise.all(
      names.flatMap((name) => addresses.map((address) => this.#compete(name, address))),
    );
  }

  /** Whether servers know of each other, so that no name may be held twice. */
  set isCalm(isCalm: boolean) {
    this.#calmAt = isCalm ? 0 : Infinity;
  }

  /** Expects servers to know of each other after so many milliseconds. */
  calmAfter(ms: number): void {
    this.#calmAt = performance.now() + ms;
  }

  get #mustBeUnique(): boolean {
    return performance.now() > this.#calmAt;
  }

  async #compete(name: string, address: string): Promise<void> {
    while (!this.#isOver) {
      const stayMs = MIN_STAY_MS + Math.random() * (MAX_STAY_MS - MIN_STAY_MS);
      await this.#tryOnce(name, address, stayMs);
      // The others have their chance, too.
      await new Promise((resolve) => setTimeout(resolve, stayMs / 2));
    }
  }

  async #tryOnce(name: string, address: string, stayMs: number): Promise<void> {
    const claims = this.#claims.get(name) ?? new Set();
    this.#claims.set(name, claims);
    let claim: Claim | undefined;
    let stay: ReturnType<typeof setTimeout> | undefined;
    const wire = await Wire.connect(address, ({ action }: Message) => {
      if (action === "refused") {
        this.refused++;
        wire!.close();
      } else if (action === "goodbye") wire!.close();
      else if (action === "welcome") {
        this.granted++;
        claims.add(claim = { address, wire: wire! });
        this.#checkClaims(name, claims);
        stay = setTimeout(() => wire!.close(), stayMs);
      }
    });
    if (!wire) return;
    wire.send("login", "server", "", name);
    const timer = setTimeout(() => claim ?? wire.close(), ANSWER_MS);
    await wire.ended;
    clearTimeout(timer);
    clearTimeout(stay);
    if (claim) claims.delete(claim);
  }

  #checkClaims(name: string, claims: ReadonlySet<Claim>): void {
    const held = [...claims].filter(({ wire }) => !wire.isClosed).map(({ address }) => address);
    if (held.length < 2 || !this.#mustBeUnique) return;
    this.#ledger.accuse(`The name ${name} is held on ${held.join(" and on ")}`);
  }

  /** Books every server whose list of users lacks one of these names, or has one twice. */
  async check(names: readonly string[]): Promise<void> {
    const expected = [...names].sort();
    for (const address of this.#addresses) {
      const listed = (await usersOf(address)).filter((name) => /^m\d+$/.test(name)).sort();
      if (listed.join() === expected.join()) continue;
      const lacking = expected.filter((name) => !listed.includes(name));
      this.#ledger.accuse(
        `${address} lists ${listed.length} of ${expected.length} users, without ${lacking}`,
      );
    }
  }

  async end(): Promise<void> {
    this.#isOver = true;
    for (const claims of this.#claims.values()) for (const { wire } of claims) wire.close();
    await this.#running;
  }
}

/** Asks a server for the names of all users. */
async function usersOf(address: string): Promise<readonly string[]> {
  let names: readonly string[] = [];
  const wire = await Wire.connect(address, ({ action, body }: Message) => {
    if (action === "users") names = body as string[];
    if (action === "users" || action === "refused") wire!.close();
  });
  if (!wire) return [];
  wire.send("login", "server", "", `observer${address.split(":")[1]}`);
  wire.send("users", "server");
  const timer = setTimeout(() => wire.close(), ANSWER_MS);
  await wire.ended;
  clearTimeout(timer);
  return names;
}
