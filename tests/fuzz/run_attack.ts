import { connect } from "node:net";
import type { Attack } from "./attack.ts";

/** How long an attack may take. */
const MAX_DURATION_MS = 3000;
/** How long a silent connection stays open. */
const SILENCE_MS = 400;

/** Runs an attack. Resolves when its connection is closed, and never rejects. */
export async function runAttack(attack: Attack, port: number): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const socket = connect(port, "127.0.0.1");
  // The server may close or reset the connection at any time.
  socket.on("error", () => {});
  socket.on("close", closed.resolve);
  if (attack.reads === "nothing") socket.pause();
  else socket.resume();
  const timeout = setTimeout(() => socket.destroy(), MAX_DURATION_MS);
  await Promise.race([write(), closed.promise]);
  if (attack.end === "half-close") socket.end();
  else if (attack.end === "reset") socket.resetAndDestroy();
  else if (attack.end === "close") socket.destroy();
  setTimeout(() => socket.destroy(), SILENCE_MS);
  await closed.promise;
  clearTimeout(timeout);

  async function write(): Promise<void> {
    const { bytes, pieceSize, pauseMs } = attack;
    for (let at = 0; at < bytes.length && !socket.destroyed; at += pieceSize) {
      if (!socket.write(bytes.subarray(at, at + pieceSize))) {
        await new Promise<void>((resolve) => socket.once("drain", resolve));
      }
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
