import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Attack } from "./attack.ts";

/** How long an attack may take. */
const MAX_DURATION_MS = 3000;
/** How long a silent connection stays open. */
const SILENCE_MS = 400;

/** The ports of a program under attack. */
export interface Ports {
  readonly port: number;
  readonly metricsPort: number;
}

/** Runs an attack. Resolves when its connections are closed, and never rejects. */
export async function runAttack(attack: Attack, { port, metricsPort }: Ports): Promise<void> {
  const target = attack.isForMetrics ? metricsPort : port;
  const { connections } = attack;
  await Promise.all(Array.from({ length: connections }, () => runConnection(attack, target)));
}

async function runConnection(attack: Attack, port: number): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const raw = connect(port, "127.0.0.1");
  // The server may close or reset the connection at any time.
  raw.on("error", () => {});
  raw.on("close", closed.resolve);
  if (attack.header.length > 0 && !attack.isForMetrics) raw.write(attack.header);
  const socket = attack.isEncrypted && !attack.isForMetrics ? encrypted(raw) : raw;
  if (attack.reads === "nothing") socket.pause();
  else socket.resume();
  const timeout = setTimeout(() => raw.destroy(), MAX_DURATION_MS);
  await Promise.race([write(), closed.promise]);
  if (attack.end === "half-close") socket.end();
  else if (attack.end === "reset") raw.resetAndDestroy();
  else if (attack.end === "close") raw.destroy();
  const silence = setTimeout(() => raw.destroy(), SILENCE_MS);
  await closed.promise;
  clearTimeout(timeout);
  clearTimeout(silence);

  async function write(): Promise<void> {
    const { bytes, pieceSize, pauseMs } = attack;
    for (let at = 0; at < bytes.length && !raw.destroyed; at += pieceSize) {
      if (!socket.write(bytes.subarray(at, at + pieceSize))) {
        await new Promise<void>((resolve) => socket.once("drain", resolve));
      }
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function encrypted(socket: Socket): Socket {
  const secure = connectTls({ socket, rejectUnauthorized: false });
  secure.on("error", () => socket.destroy());
  return secure;
}
