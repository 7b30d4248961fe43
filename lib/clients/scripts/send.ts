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
  const send = to.startsWith("#") ? channelSender(connection, to) : (body: string) => {
    const [action, destination] = to === "all" ? ["broadcast", "*"] : ["message", to];
    return askOrThrow(connection, { action, destination, body });
  };
  for await (const body of text === undefined ? readLines(Deno.stdin) : [text]) {
    if (text !== undefined || body.trim() !== "") await send(body);
  }
}

/**
 * Returns a function that sends a message to a channel. A server that lets nobody speak there from
 * outside gets the message from a member: then the others see the script come and go.
 */
function channelSender(
  connection: MessengerConnection,
  destination: string,
): (body: string) => Promise<void> {
  let isMember = false;
  return async (body) => {
    if (!isMember) {
      const { action } = await connection.ask({ action: "post", destination, body });
      if (action !== "error") return;
      await askOrThrow(connection, { action: "join", destination });
      isMember = true;
    }
    await askOrThrow(connection, { action: "message", destination, body });
  };
}
