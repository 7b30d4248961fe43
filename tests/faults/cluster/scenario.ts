import { ExpectedError } from "../../../lib/errors/expected_error.ts";
import { Random } from "../../fuzz/random.ts";
import { withDeadline } from "../../support/deadline.ts";
import { Cluster } from "./cluster.ts";
import { chooseFaults, type Fault, FAULTS } from "./faults.ts";
import { Ledger } from "./ledger.ts";
import { Member } from "./member.ts";
import { NameWatch } from "./name_watch.ts";

/** What happens, and to how many. */
export interface Plan {
  readonly servers: number;
  /** The nodes of NATS. */
  readonly nodes?: 1 | 3;
  readonly clients: number;
  /** The faults, one after the other; none for random ones during `seconds`. */
  readonly faults?: readonly string[];
  readonly seconds?: number;
  readonly seed: number;
  /** Whether faults last as long as in earnest. */
  readonly isLong?: boolean;
  onProgress(text: string): void;
}

/** What came of it. */
export interface Report {
  /** What must not happen, and has happened. */
  readonly problems: readonly string[];
  readonly counts: Ledger["counts"];
  readonly lateArrivals: number;
  readonly faults: readonly string[];
  /** How often contested names were granted and refused. */
  readonly names: { readonly granted: number; readonly refused: number };
}

const MEMBERS_PER_CHANNEL = 25;

/** How long clients may take to come back, in milliseconds. Names of the dead are free after ten seconds. */
const RECOVERY_MS = 45_000;

/** How long a server that was away may still hold a name that another one has, in milliseconds. */
const CLAIM_MS = 15_000;

/** The time of undisturbed talk before, between and after faults, in milliseconds. */
const CALM_MS = 2000;

const CHECK_MS = 50;
const MAX_SHOWN = 20;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Lets clients talk on a cluster while faults happen, and checks the books in the end. */
export async function runScenario(plan: Plan): Promise<Report> {
  await using cluster = await Cluster.start(plan.servers, plan.nodes);
  const scenario = new Scenario(plan, cluster);
  try {
    return await scenario.run();
  } finally {
    await scenario.end();
  }
}

class Scenario {
  readonly #plan: Plan;
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #ledger: Ledger;
  readonly #members: readonly Member[];
  readonly #names: NameWatch;
  readonly #happened: string[] = [];

  constructor(plan: Plan, cluster: Cluster) {
    this.#plan = plan;
    this.#cluster = cluster;
    this.#random = new Random(plan.seed);
    const start = performance.now();
    this.#ledger = new Ledger(() => performance.now() - start);
    const addresses = cluster.servers.map(({ address }) => address);
    const peers = Array.from({ length: plan.clients }, (_, index) => `m${index}`);
    const channels = Math.ceil(plan.clients / MEMBERS_PER_CHANNEL);
    this.#members = peers.map((name, index) =>
      new Member({
        ...{ name, peers },
        // The members of each channel are spread over all servers.
        channel: `#c${index % channels}`,
        address: addresses[Math.floor(index / channels) % addresses.length]!,
        ledger: this.#ledger,
        random: new Random(plan.seed, index + 1),
      })
    );
    this.#names = new NameWatch(addresses, this.#ledger);
  }

  async run(): Promise<Report> {
    this.#setTalking(true);
    await this.#until("all clients have logged in", () => this.#areBack);
    // From now on everybody knows what to ask for after a break.
    await this.#until("all clients have read something", () => this.#haveRead);
    await sleep(CALM_MS);
    for (const fault of this.#faults()) {
      await this.#strike(fault);
      if (this.#ledger.violations.length > 0) break;
    }
    this.#setTalking(false);
    await this.#until("all confirmations have come", () => this.#areQuiet);
    await this.#until("", () => this.#ledger.isComplete).catch(() => {});
    await this.#names.check(this.#members.map(({ name }) => name));
    return {
      problems: [...this.#ledger.violations, ...this.#ledger.missing],
      counts: this.#ledger.counts,
      lateArrivals: this.#ledger.lateArrivals,
      faults: this.#happened,
      names: this.#names,
    };
  }

  *#faults(): Generator<Fault> {
    const { faults, seconds = 0 } = this.#plan;
    if (faults) return yield* chooseFaults(faults, this.#cluster);
    const end = performance.now() + seconds * 1000;
    const fitting = FAULTS.filter((fault) => fault.fits(this.#cluster));
    while (performance.now() < end) yield this.#random.pick(fitting);
  }

  async #strike(fault: Fault): Promise<void> {
    this.#tell(fault.name);
    this.#happened.push(fault.name);
    this.#names.isCalm = false;
    const recovered = () => this.#until(`all are back after "${fault.name}"`, () => this.#areBack);
    await fault.happen({
      ...{ cluster: this.#cluster, random: this.#random, sleep, recovered },
      isLong: this.#plan.isLong ?? false,
      tell: (text) => this.#tell(text),
    });
    this.#tell("mended");
    await recovered();
    this.#names.calmAfter(CLAIM_MS);
    await sleep(CALM_MS + (this.#plan.isLong ? CLAIM_MS : 0));
  }

  #tell(text: string): void {
    this.#plan.onProgress(`${this.#ledger.time}: ${text}`);
  }

  get #areBack(): boolean {
    return this.#members.every(({ visit }) => visit?.isCaughtUp);
  }

  get #areQuiet(): boolean {
    return this.#members.every(({ visit }) => visit?.isQuiet);
  }

  get #haveRead(): boolean {
    return this.#members.every(({ seen }) => !seen.isEmpty);
  }

  #setTalking(isTalking: boolean): void {
    for (const member of this.#members) member.isTalking = isTalking;
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    let isOver = false;
    const waiting = (async () => {
      while (!isOver && !holds()) await sleep(CHECK_MS);
    })();
    try {
      await withDeadline(waiting, () => `Not so: ${what}; ${this.#state}`, RECOVERY_MS);
    } catch (error) {
      throw new ExpectedError((error as Error).message);
    } finally {
      isOver = true;
      await waiting;
    }
  }

  /** Where the clients are, for error messages. */
  get #state(): string {
    const away = this.#members.filter(({ visit }) => !visit?.isCaughtUp).map(({ name }) => name);
    const logs = this.#cluster.servers.map(({ address, log }) => `${address}: ${log.slice(-1000)}`);
    return `${away.length} are not back (${away.slice(0, MAX_SHOWN)}); ${logs.join("\n")}`;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#members.map((member) => member.leave()), this.#names.end()]);
  }
}
