/**
 * A worker with the two honest users. One sends a message every 10 ms, and the other one returns it.
 *
 * @module
 */
import { ChatUser } from "./chat_user.ts";
import { sleep } from "./flood.ts";
import { serveCalls } from "./worker_calls.ts";

/** The round trips of a pair. */
export interface RoundTrips {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Messages that did not return. Their time until the end of the measurement counts. */
  readonly lost: number;
  /** The users of the pair that the server has disconnected by now. */
  readonly disconnected: number;
}

const INTERVAL_MS = 10;
/** How long to wait for the last messages. */
const maxWaitMs = (durationMs: number) => Math.max(5000, 3 * durationMs);

let pair: ChatUser[] = [];
/** When each message was sent, by number. */
const sentAt = new Map<number, number>();
let nextNumber = 0;
let times: number[] = [];

const functions = {
  async connect(port: number): Promise<void> {
    const ann = await ChatUser.logIn(port, "direct", "ann");
    const ben = await ChatUser.logIn(port, "direct", "ben");
    pair = [ann, ben];
    ann.readAll(onDeliveries("ben", (number) => {
      times.push(performance.now() - sentAt.get(number)!);
      sentAt.delete(number);
    }));
    ben.readAll(onDeliveries("ann", (number) => send(ben, "ann", number)));
  },

  async measure(milliseconds: number): Promise<RoundTrips> {
    times = [];
    const start = performance.now();
    for (let sent = 0, elapsed = 0; elapsed < milliseconds; elapsed = performance.now() - start) {
      // A timer that fires late makes up for the messages that it has missed.
      for (; sent * INTERVAL_MS <= elapsed; sent++) {
        sentAt.set(nextNumber, performance.now());
        send(pair[0]!, "ben", nextNumber++);
      }
      await sleep(INTERVAL_MS);
    }
    const deadline = performance.now() + maxWaitMs(milliseconds);
    const isDisconnected = () => pair.some(({ isDisconnected }) => isDisconnected);
    while (sentAt.size > 0 && performance.now() < deadline && !isDisconnected()) await sleep(5);
    const lost = sentAt.size;
    for (const time of sentAt.values()) times.push(performance.now() - time);
    sentAt.clear();
    const sorted = times.toSorted((a, b) => a - b);
    const percentile = (percent: number) => sorted[Math.floor(sorted.length * percent / 100)]!;
    return {
      p50Ms: percentile(50),
      p99Ms: percentile(99),
      maxMs: sorted.at(-1)!,
      lost,
      disconnected: pair.filter(({ isDisconnected }) => isDisconnected).length,
    };
  },
};

/** The functions of this worker. */
export type HonestPair = typeof functions;

function send(from: ChatUser, to: string, number: number): void {
  // A failure shows as a disconnected user.
  from.send(new TextEncoder().encode(`SEND ${to} ${number}\n`)).catch(() => {});
}

/** Returns a reader that calls `onNumber` for each message of `from`. */
function onDeliveries(
  from: string,
  onNumber: (number: number) => void,
): (bytes: Uint8Array) => void {
  const head = `DELIVERY ${from} `;
  const decoder = new TextDecoder();
  let rest = "";
  return (bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith(head)) onNumber(Number(line.slice(head.length)));
    }
  };
}

serveCalls(functions);
