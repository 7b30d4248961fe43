/**
 * Sends messages for scripts. Its exit code says whether all were delivered.
 *
 * @module
 */
import { readLines } from "../../terminal/input_lines.ts";
import type { MessengerConnection } from "../messenger/messenger_connection.ts";
import { askOrThrow, openScriptConnection, type ScriptOptions } from "./script_connection.ts";

/** The options of `send`. */
export interface SendOptions extends ScriptOptions {
  /** A user's name, a `#channel`, or `all`. */
  readonly to: string;
  /** The message; without one, each line of standard input that is not blank is a message. */
  readonly text: string | undefined;
}

/**
 * Sends messages and waits until the server has delivered them. Returns the exit code.
 *
 * @throws {ExpectedError} when the server refuses something.
 * @throws {ConnectionError}
 */
export async function runSend(options: SendOptions): Promise<number> {
  const handler = { onEvent: () => {}, ready: async () => {} };
  const connection = await openScriptConnection(options, handler);
  await Promise.race([sendAll(connection, options), connection.failed]);
  await connection.finish();
  return 0;
}

async function sendAll(connection: MessengerConnection, { to, text }: SendOptions): Promise<void> {
  let hasJoined = false;
  for await (const body of text === undefined ? readLines(Deno.stdin) : [text]) {
    if (text === undefined && body.trim() === "") continue;
    if (to.startsWith("#") && !hasJoined) {
      // Only now: the members need not see a script come that has nothing to say yet.
      await askOrThrow(connection, { action: "join", destination: to });
      hasJoined = true;
    }
    const isForAll = to === "all";
    const action = isForAll ? "broadcast" : "message";
    await askOrThrow(connection, { action, destination: isForAll ? "*" : to, body });
  }
}
