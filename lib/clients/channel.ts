/**
 * The terminal client of the channel dialect. What it prints is compared byte for byte by programs
 * of others: the contract is `docs/protocols/channel.md`.
 *
 * @module
 */
import { FixedFrames, FRAME_SIZE, frameText, toFrames } from "../framing/fixed_frames.ts";
import { type Console, openConsole } from "../terminal/console.ts";
import { safeText } from "../terminal/safe_text.ts";
import { connect, finish, readAll, writeAll } from "./connect.ts";

/** Who connects to which server; the host as it was typed. */
export interface ChannelClientOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** Runs the client until its input ends or the server is gone; returns the exit code. */
export async function runChannelClient(options: ChannelClientOptions): Promise<number> {
  const { name, host, port } = options;
  let conn: Deno.TcpConn;
  try {
    conn = await connect(host, port);
    await writeAll(conn, toFrames(name).subarray(0, FRAME_SIZE));
  } catch {
    console.log(`Unable to connect to ${safeText(host)}:${port}`);
    return 1;
  }
  const terminal = await openConsole({ prompt: "[Me] " });
  const serverGone = showFrames(conn, terminal).then(() => "server gone" as const);
  const inputEnded = sendLines(conn, terminal).then((all) => all ? "done" as const : serverGone);
  if (await Promise.race([serverGone, inputEnded]) === "server gone") {
    await terminal.close(`Server at ${host}:${port} has disconnected`);
    return 1;
  }
  await finish(conn, serverGone);
  await terminal.close();
  return 0;
}

async function showFrames(conn: Deno.Conn, terminal: Console): Promise<void> {
  const frames = new FixedFrames();
  await readAll(conn, (bytes) => {
    frames.push(bytes, (frame) => terminal.print(frameText(frame)));
    return terminal.flushed();
  });
}

/** Sends each line of input; tells whether all could be sent. */
async function sendLines(conn: Deno.Conn, terminal: Console): Promise<boolean> {
  try {
    for await (const line of terminal.lines) await writeAll(conn, lineToFrames(line));
    return true;
  } catch {
    return false;
  }
}

/**
 * The frames of one line of input. A private message that takes several says in each to whom it is,
 * or the rest of it would go to the channel.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { FRAME_SIZE, frameText } from "../framing/fixed_frames.ts";
 *
 * const frames = lineToFrames(`/msg bob ${"x".repeat(200)}`);
 * assert.equal(frameText(frames.subarray(FRAME_SIZE)), "/msg bob xxxxxxxxx");
 * ```
 */
export function lineToFrames(line: string): Uint8Array {
  const [command = ""] = /^\/(msg\s+\S+|broadcast)\s/.exec(line) ?? [];
  const isShort = command.length < FRAME_SIZE / 4;
  return isShort ? toFrames(line.slice(command.length), command) : toFrames(line);
}
