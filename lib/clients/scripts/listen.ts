/**
 * Prints messages for scripts.
 *
 * @module
 */
import { formatMessage } from "../../framing/messages.ts";
import { printableJson } from "../../framing/printable_json.ts";
import { onSignal } from "../../terminal/exit_hooks.ts";
import { OutputQueue } from "../../terminal/output_queue.ts";
import { hasColours } from "../../terminal/capabilities.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { shownText } from "../../terminal/shown_text.ts";
import type { ClientOptions } from "../shared/client_options.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { Reconnector } from "../shared/reconnect.ts";
import { messageText, speakerOf } from "../messenger/message_text.ts";
import { channelNamed, type MessengerConnection } from "../messenger/messenger_connection.ts";
import { askOrThrow, openScriptConnection, type ScriptOptions } from "./script_connection.ts";

/** The options of `listen`. */
export interface ListenOptions extends ScriptOptions, Pick<ClientOptions, "times"> {
  /** A channel to enter; the client makes it if it does not exist. */
  readonly channel: string | undefined;
  /** Whether to connect again after a lost connection, instead of ending. */
  readonly reconnects: boolean;
  /** Whether to print each message as JSON, as the server sent it. */
  readonly json: boolean;
}

/** How long to wait for a slow reader of the output at the end. */
const LINGER_MS = 500;

/** Actions about our own requests. JSON omits them; the welcome shows the name of the client. */
const REPLIES_TO_US = new Set(["refused", "error", "goodbye"]);

/**
 * Prints each message as a line until a signal arrives or the output is closed. Returns the exit
 * code.
 *
 * @throws {ExpectedError} when the server refuses something at the start.
 * @throws {ConnectionError} when the server is unreachable at the start, or the connection is lost and
 * the client does not connect again.
 */
export async function runListen(options: ListenOptions): Promise<number> {
  const output = new OutputQueue(Deno.stdout);
  const stopped = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) onSignal(signal, stopped.resolve);
  await Promise.race([listen(options, output), stopped.promise, output.broken]);
  const late = new Promise((resolve) => setTimeout(resolve, LINGER_MS));
  await Promise.race([output.flushed(), late]);
  return 0;
}

async function listen(options: ListenOptions, output: OutputQueue): Promise<void> {
  const token = crypto.randomUUID();
  const connect = () => open({ ...options, token }, output);
  let connection = await connect();
  const reconnector = new Reconnector({ connect, print: (text) => console.error(text) });
  for (;;) {
    const error: unknown = await connection.failed.catch((error) => error);
    if (!options.reconnects || !(error instanceof ConnectionError)) throw error;
    console.error(error.message);
    // Nothing stops it: the program ends instead.
    connection = (await reconnector.reconnect())!;
    console.error(`Reconnected as ${safeText(connection.name)}`);
  }
}

/** Connects, logs in and enters the channel. */
async function open(
  { channel, json, times, ...options }: ListenOptions,
  output: OutputQueue,
): Promise<MessengerConnection> {
  const print = (text: string) => output.write(`${text}\n`);
  const showing = { times, colours: hasColours() };
  const connection = await openScriptConnection(options, {
    onMessage(message) {
      if (json && !REPLIES_TO_US.has(message.action)) print(printableJson(formatMessage(message)));
    },
    onEvent(message, ownName) {
      const text = messageText(message, ownName) ?? "";
      if (!json) print(shownText(text, speakerOf(message, ownName), showing));
    },
    ready: () => output.flushed(),
  });
  try {
    if (channel !== undefined) await enter(connection, channelNamed(channel));
    return connection;
  } catch (error) {
    await connection.finish();
    throw error;
  }
}

async function enter(connection: MessengerConnection, destination: string): Promise<void> {
  const { action } = await connection.ask({ action: "create", destination });
  // The channel exists, or its name is invalid: the answer to `join` explains the latter.
  if (action === "error") await askOrThrow(connection, { action: "join", destination });
}
