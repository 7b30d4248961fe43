/**
 * Private messages without a pause to a user that goes on reading, but slowly.
 *
 * @module
 */
import { ChatUser } from "./chat_user.ts";
import { type Attack, type Flood, type Target } from "./flood.ts";
import { Flooder } from "./flooder.ts";

const TEXT_BYTES = 1000;
const MESSAGES_PER_WRITE = 60;

/** All floods of this kind. */
export const SLOW_READER_FLOODS: readonly Flood[] = [0.1, 0.5, 2].map((megabytesPerSecond) => ({
  name: `floods-private-${megabytesPerSecond}`,
  title: `private messages to a reader of ${megabytesPerSecond} MB/s`,
  seconds: 30,
  prepare: (target) => prepare(megabytesPerSecond * 1e6, target),
}));

async function prepare(bytesPerSecond: number, { port }: Target): Promise<Attack> {
  const reader = await ChatUser.logIn(port, "direct", "slow");
  const text = `SEND slow ${"x".repeat(TEXT_BYTES)}\n`.repeat(MESSAGES_PER_WRITE);
  const bytes = new TextEncoder().encode(text);
  const flooder = new Flooder({ port, dialect: "direct", bytes });
  let disconnectedAfter = "";
  return {
    async begin() {
      const start = performance.now();
      reader.readSlowly(bytesPerSecond).then(() => {
        disconnectedAfter = `, disconnected after ${seconds(performance.now() - start)} s`;
      });
      await flooder.start();
    },
    end() {
      const details = flooder.stop() + disconnectedAfter;
      const disconnected = reader.isDisconnected ? 1 : 0;
      return Promise.resolve({ honestUsers: 1, disconnected, details });
    },
  };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
