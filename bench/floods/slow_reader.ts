/**
 * Private messages without a pause to a user that goes on reading, but slowly.
 *
 * @module
 */
import { ChatUser } from "./chat_user.ts";
import { type Attack, type Flood, MAX_P99_MS, sleep, type Target } from "./flood.ts";
import { Flooder } from "./flooder.ts";

const TEXT_BYTES = 1000;
const MESSAGES_PER_WRITE = 60;
const READER = "slow";
/** How often an observer looks whether the reader is still logged in. */
const LOOK_MS = 500;

/** All floods of this kind. */
export const SLOW_READER_FLOODS: readonly Flood[] = [0.1, 0.5, 2].map((megabytesPerSecond) => ({
  name: `floods-private-${megabytesPerSecond}`,
  title: `private messages to a reader of ${megabytesPerSecond} MB/s`,
  seconds: 30,
  maxP99Ms: MAX_P99_MS,
  prepare: (target) => prepare(megabytesPerSecond * 1e6, target),
}));

async function prepare(bytesPerSecond: number, { port }: Target): Promise<Attack> {
  const reader = await ChatUser.logIn(port, "direct", READER);
  const observer = await ChatUser.logIn(port, "direct", "observer");
  const text = `SEND ${READER} ${"x".repeat(TEXT_BYTES)}\n`.repeat(MESSAGES_PER_WRITE);
  const flooder = new Flooder({ port, dialect: "direct", bytes: new TextEncoder().encode(text) });
  let isOver = false;
  let loss = "";
  // The reader itself would notice its end only after everything in the system's buffers.
  const watchReader = async () => {
    const start = performance.now();
    while (!isOver && await isLoggedIn(observer, READER)) await sleep(LOOK_MS);
    if (isOver) return;
    loss = `, disconnected after ${((performance.now() - start) / 1000).toFixed(1)} s`;
  };
  return {
    async begin() {
      reader.readSlowly(bytesPerSecond);
      watchReader();
      await flooder.start();
    },
    end() {
      isOver = true;
      const details = flooder.stop() + loss;
      return Promise.resolve({ honestUsers: 2, disconnected: loss ? 1 : 0, details });
    },
  };
}

async function isLoggedIn(observer: ChatUser, name: string): Promise<boolean> {
  const answer = await observer.ask(new TextEncoder().encode("LIST\n"), "\n");
  return answer.trim().split(/[ ,]/).includes(name);
}
