import { WEB_TEXT } from "./attacks.ts";
import type { Protocol } from "./protocols.ts";
import { RawUser } from "./raw_user.ts";

const INTERVAL_MS = 20;
/** How long to wait for the last answers. */
const MAX_WAIT_MS = 5000;

/** The round trips of a pair. */
export interface Measured {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly sent: number;
  readonly lost: number;
}

/** Two honest users: one sends numbers, and the other one returns them. */
export class Pair {
  readonly #protocol: Protocol;
  readonly #sentAt = new Map<number, number>();
  #users: RawUser[] = [];
  #times: number[] = [];
  #count = 0;
  hasHeardWebPage = false;

  private constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  static async connect(port: number, protocol: Protocol): Promise<Pair> {
    const pair = new Pair(protocol);
    const ann = await RawUser.logIn(
      port,
      protocol,
      "ann",
      pair.#reader(/pong-(\d+)-/g, (number) => {
        const start = pair.#sentAt.get(number);
        if (start !== undefined) pair.#times.push(performance.now() - start);
        pair.#sentAt.delete(number);
      }),
    );
    const ben = await RawUser.logIn(
      port,
      protocol,
      "ben",
      pair.#reader(/ping-(\d+)-/g, (number) => {
        ben.send(protocol.message("ann", `pong-${number}-`)).catch(() => {});
      }),
    );
    pair.#users = [ann, ben];
    return pair;
  }

  get isDisconnected(): boolean {
    return this.#users.some(({ isClosed }) => isClosed);
  }

  /** Exchanges messages for some time. */
  async measure(milliseconds: number): Promise<Measured> {
    this.#times = [];
    const start = performance.now();
    let sent = 0;
    for (let elapsed = 0; elapsed < milliseconds; elapsed = performance.now() - start) {
      for (; sent * INTERVAL_MS <= elapsed; sent++) {
        this.#sentAt.set(this.#count, performance.now());
        const text = this.#protocol.message("ben", `ping-${this.#count++}-`);
        this.#users[0]!.send(text).catch(() => {});
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
    const deadline = performance.now() + MAX_WAIT_MS;
    while (this.#sentAt.size > 0 && performance.now() < deadline && !this.isDisconnected) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const lost = this.#sentAt.size;
    for (const time of this.#sentAt.values()) this.#times.push(performance.now() - time);
    this.#sentAt.clear();
    const sorted = this.#times.toSorted((a, b) => a - b);
    const percentile = (percent: number) => sorted[Math.floor(sorted.length * percent / 100)]!;
    return { p50Ms: percentile(50), p99Ms: percentile(99), sent, lost };
  }

  /** Returns a reader that calls `onNumber` for each match. A read may end within a message. */
  #reader(pattern: RegExp, onNumber: (number: number) => void): (text: string) => void {
    let rest = "";
    return (text) => {
      const seen = rest + text;
      let end = 0;
      for (const match of seen.matchAll(pattern)) {
        onNumber(Number(match[1]));
        end = match.index + match[0].length;
      }
      if (seen.includes(WEB_TEXT)) this.hasHeardWebPage = true;
      rest = seen.slice(Math.max(end, seen.length - 40));
    };
  }
}
