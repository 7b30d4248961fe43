import { CaseFailure, CaseSkipped } from "../case_failure.ts";
import type { Dialect } from "../dialect.ts";
import { sleep } from "../patience.ts";
import { lineEnds } from "../report/visible_bytes.ts";
import { ServerGone, Stage, type StageOptions } from "../stage.ts";
import type { User } from "../user.ts";
import type { Edition } from "./edition.ts";

const NEWLINE = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** How long a server may take to notice that a user has disconnected. */
const MAX_LOGOUT_MS = 10_000;
const LOGOUT_TRIES = 20;

/** How many users the assignment wants a server to have room for. */
export const MIN_ROOM = 16;

/** How often the first client asks something, to learn how fast the server answers. */
const GREETINGS = 3;

export const DIRECT_DIALECT: Dialect = {
  messageEnds: lineEnds,
  firstMessageEnd(bytes) {
    const at = bytes.indexOf(NEWLINE);
    return at < 0 ? undefined : at + 1;
  },
  // Servers that answer telnet end their lines with \r\n.
  read: (message) => decoder.decode(message).replace(/\r?\n$/, ""),
  describePart: (length) => `${length} bytes without a line end`,
};

/** Encodes texts as lines. */
export function lines(...texts: string[]): Uint8Array {
  return encoder.encode(texts.map((text) => `${text}\n`).join(""));
}

/** Plays the users of a server of the direct dialect. */
export class DirectStage extends Stage {
  /** The words of the edition of the lab that the server speaks. */
  readonly edition: Edition;

  constructor(options: StageOptions, edition: Edition) {
    super(options, DIRECT_DIALECT);
    this.edition = edition;
  }

  /** Sends each text as a line. */
  async say(user: User, ...texts: string[]): Promise<void> {
    for (const text of texts) await user.send([lines(text)]);
  }

  /**
   * Connects a user and logs it in.
   *
   * @throws {CaseFailure} if the login fails.
   * @throws {CaseSkipped} if the server is full, with as many users as the assignment asks for.
   */
  async user(label: string): Promise<User> {
    const wanted = `"HELLO ${this.unique(label)}"`;
    for (let tries = 1;; tries++) {
      const user = await this.connect(label);
      await this.say(user, `HELLO-FROM ${user}`);
      const reply = await user.next(wanted);
      if (reply === `HELLO ${user}`) return user;
      if (reply !== "BUSY") throw user.wrong(wanted, reply);
      user.leave();
      const others = this.openUsers;
      if (others >= MIN_ROOM) {
        throw new CaseSkipped(`The server says BUSY with ${others} users, which is its limit.`);
      }
      if (tries === LOGOUT_TRIES) {
        throw new CaseFailure(
          `The server says BUSY to ${user}, although only ${others} users are connected.`,
        );
      }
      // The users of earlier cases may still count.
      await sleep(this.#logoutPauseMs);
    }
  }

  /** Logs users in. */
  async users(...labels: string[]): Promise<User[]> {
    const users: User[] = [];
    for (const label of labels) users.push(await this.user(label));
    return users;
  }

  /** Sends a message, and checks that it arrives and that the sender is told so. */
  async sends(from: User, to: User, text: string): Promise<void> {
    await this.say(from, `SEND ${to} ${text}`);
    await to.hears(`DELIVERY ${from} ${text}`);
    await from.hears("SEND-OK");
  }

  /** Asks for the list of users; returns the names in it. */
  async listOf(user: User): Promise<string[]> {
    const { list, listOk } = this.edition;
    await this.say(user, list);
    const text = await user.hearsWhere(
      `"${listOk} <name>,<name>,…"`,
      (one) => one.startsWith(`${listOk} `),
    );
    return text.slice(listOk.length + 1).split(",");
  }

  /** Waits until the server knows that a user has gone. */
  async untilGone(asker: User, gone: User): Promise<void> {
    const { unknownUser } = this.edition;
    const wanted = `"${unknownUser}", because ${gone} has disconnected`;
    this.expected.push(`${asker} ← ${wanted}`);
    let reply = "";
    for (let tries = 0; tries < LOGOUT_TRIES; tries++) {
      await this.say(asker, `SEND ${gone} Are you there?`);
      reply = await asker.next(wanted);
      if (reply === unknownUser) return;
      await sleep(this.#logoutPauseMs);
    }
    throw asker.wrong(wanted, reply);
  }

  async greet(): Promise<void> {
    const user = await this.connect("hi");
    await this.say(user, `HELLO-FROM ${user}`);
    for (let times = 0; times < GREETINGS; times++) {
      if (await user.connection.next(this.patience.answerMs) === undefined) break;
      this.noteAnswer();
      await this.say(user, this.edition.list);
    }
    const list = await user.connection.next(this.patience.quietMs);
    if (list !== undefined) this.edition.learn(this.dialect.read(list));
    await this.#askOldList(user);
    user.leave();
    await this.settle();
  }

  /** Checks that a newcomer can log in. */
  async stillServes(): Promise<void> {
    try {
      const user = await this.connect("new");
      await this.say(user, `HELLO-FROM ${user}`);
      await user.hears(`HELLO ${user}`);
    } catch (error) {
      if (!(error instanceof CaseFailure) || error instanceof ServerGone) throw error;
      throw new CaseFailure(`The server lets no new client in. ${error.message}`);
    }
  }

  get #logoutPauseMs(): number {
    return Math.min(MAX_LOGOUT_MS, 3 * this.patience.answerMs) / LOGOUT_TRIES;
  }

  /** Finds out whether a server that knows no LIST knows WHO. */
  async #askOldList(user: User): Promise<void> {
    if (!this.edition.mayBeOld) return;
    await this.say(user, "WHO");
    const reply = await user.connection.next(this.patience.answerMs);
    if (reply !== undefined) this.edition.learn(this.dialect.read(reply));
  }
}
