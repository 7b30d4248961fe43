import { safeText } from "../../terminal/safe_text.ts";
import { formatAddress } from "../../transport/address.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";
import { CaseFailure } from "./case_failure.ts";
import { Connection } from "./connection.ts";
import type { Dialect } from "./dialect.ts";
import { type Patience, sleep } from "./patience.ts";
import type { Random } from "./random.ts";
import { Recorder } from "./report/recorder.ts";
import { User } from "./user.ts";

/** After how many users a case no longer pauses while it closes their connections. */
const MAX_PAUSES = 4;

/** What a stage needs from the check that it belongs to. */
export interface StageOptions {
  readonly address: { readonly host: string; readonly port: number };
  readonly patience: Patience;
  readonly random: Random;
}

/** Nobody accepts connections at the server's address. */
export class ServerGone extends CaseFailure {
  override name = "ServerGone";
}

/**
 * The stage of one case: the users that it plays, what they send, and what has to come. Each dialect
 * has a subclass with its own words.
 */
export abstract class Stage {
  readonly recorder: Recorder;
  readonly patience: Patience;
  readonly random: Random;
  readonly dialect: Dialect;
  /** What has to come, in lines for people. */
  readonly expected: string[] = [];
  /** Whether the server has sent anything. */
  hasReceived = false;
  readonly #address: StageOptions["address"];
  readonly #suffix: string;
  readonly #users: User[] = [];
  #isClosed = false;
  #sentBytes = 0;
  #lastSentAt = performance.now();

  constructor({ address, patience, random }: StageOptions, dialect: Dialect) {
    this.#address = address;
    this.patience = patience;
    this.random = random;
    this.dialect = dialect;
    this.recorder = new Recorder(dialect.messageEnds);
    this.#suffix = random.word(3);
  }

  /** Returns a name that no other case uses: `ann` becomes `annk3x`. */
  unique(label: string): string {
    return label + this.#suffix;
  }

  /**
   * Connects without sending anything.
   *
   * @param reads Whether the user reads what the server sends.
   * @throws {ServerGone} if nobody accepts the connection.
   */
  async connect(label: string, reads = true): Promise<User> {
    if (this.#isClosed) throw new CaseFailure("The case has ended.");
    const name = this.unique(label);
    const onRead = (bytes: Uint8Array) => {
      this.hasReceived = true;
      this.recorder.record({ who: name, direction: "received", bytes });
      return this.#sentBytes;
    };
    const { firstMessageEnd } = this.dialect;
    try {
      const connection = await Connection.open(this.#address, firstMessageEnd, onRead, reads);
      const user = new User(this, name, connection);
      this.#users.push(user);
      return user;
    } catch (error) {
      rethrowBug(error);
      const { host: hostname, port } = this.#address;
      const where = formatAddress({ hostname, port });
      throw new ServerGone(`Nobody accepts connections at ${where}: ${systemReason(error)}.`);
    }
  }

  /** How many users are connected. */
  get openUsers(): number {
    return this.#users.filter(({ isOpen }) => isOpen).length;
  }

  /** Waits until the server has processed what it does not answer. */
  async settle(): Promise<void> {
    await sleep(this.patience.settleMs);
  }

  /**
   * Checks that nothing more comes to these users, or to anybody if there are none.
   *
   * @throws {CaseFailure}
   */
  async silence(...users: User[]): Promise<void> {
    const all = (users.length > 0 ? users : this.#users).filter(({ isOpen }) => isOpen);
    for (const { name } of all) this.expected.push(`${name} ← nothing more`);
    const until = performance.now() + this.patience.quietMs;
    for (let left = this.patience.quietMs; left > 0; left = until - performance.now()) {
      await sleep(Math.min(left, 10));
      for (const user of all) await user.checkSilent();
    }
  }

  /** Notes when something was sent, to learn how fast the server answers. */
  noteSent(name: string, bytes: Uint8Array): void {
    this.recorder.record({ who: name, direction: "sent", bytes });
    this.#sentBytes += bytes.length;
    this.#lastSentAt = performance.now();
  }

  /** Learns how fast the server answers. */
  noteAnswer(): void {
    this.patience.noteAnswer(performance.now() - this.#lastSentAt);
  }

  /**
   * Closes all connections, the first ones one after another: a server that cannot cope with several
   * at once would be blamed in the next case.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    const open = this.#users.filter(({ isOpen }) => isOpen);
    for (const [index, user] of open.entries()) {
      user.leave();
      if (index < MAX_PAUSES) await this.settle();
    }
  }

  /** Returns a text in quotes for a sentence. */
  quote(text: string): string {
    const MAX = 120;
    const shown = text.length > MAX ? `${text.slice(0, MAX)}…` : text;
    return `"${safeText(shown).replaceAll("\n", "␊")}"`;
  }

  /**
   * Plays a first client, to see that the server is there; judges nothing.
   *
   * @throws {ServerGone} if nobody accepts the connection.
   */
  abstract greet(): Promise<void>;

  /** Checks that a newcomer can still use the server. */
  abstract stillServes(): Promise<void>;
}
