import { connect } from "node:net";
import type { Attack } from "./attack.ts";

/** How long an attack may take, and how long a silent one stays, in milliseconds. */
const AT_MOST = 3000;
const SILENCE = 400;

/** Does what an attack is about. Resolves when its connection is closed, and never rejects. */
export async function carryOut(attack: Attack, port: number): Promise<void> {
  const over = Promise.withResolvers<void>();
  const socket = connect(port, "127.0.0.1");
  // The server may close whenever it likes.
  socket.on("error", () => {});
  socket.on("close", over.resolve);
  if (attack.reads === "nothing") socket.pause();
  else socket.resume();
  const late = setTimeout(() => socket.destroy(), AT_MOST);
  await Promise.race([write(), over.promise]);
  if (attack.end === "half-close") socket.end();
  else if (attack.end === "reset") socket.resetAndDestroy();
  else if (attack.end === "close") socket.destroy();
  else setTimeout(() => socket.destroy(), SILENCE);
  if (attack.end === "half-close") setTimeout(() => socket.destroy(), SILENCE);
  await over.promise;
  clearTimeout(late);

  async function write(): Promise<void> {
    const { bytes, pieceSize, pause } = attack;
    for (let at = 0; at < bytes.length && !socket.destroyed; at += pieceSize) {
      if (!socket.write(bytes.subarray(at, at + pieceSize))) {
        await new Promise<void>((resolve) => socket.once("drain", resolve));
      }
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
