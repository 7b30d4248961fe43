/**
 * Prints messages for scripts.
 *
 * @module
 */
import { isRemoval } from "../../dialects/removal.ts";
import { onSignal } from "../../terminal/exit_hooks.ts";
import { OutputQueue } from "../../terminal/output_queue.ts";
import { safeText } from "../../terminal/safe_text.ts";
import type { ClientOptions } from "../shared/client_options.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { Failover } from "../shared/failover.ts";
import { Reconnector } from "../shared/reconnect.ts";
import { RemovedError } from "../shared/removed_error.ts";
import { channelNamed, type MessengerConnection } from "../messenger/messenger_connection.ts";
import { ReceivedIds } from "../messenger/received_ids.ts";
import type { StampedMessage } from "../messenger/stamped_message.ts";
import { ChannelFollower, type Wanted } from "./channel_follower.ts";
import { MessagePrinter } from "./message_printer.ts";
import { askOrThrow, openScriptConnection, type ScriptOptions } from "./script_connection.ts";

/** The options of `listen`. */
export interface ListenOptions extends ScriptOptions, Pick<ClientOptions, "times"> {
  /** A channel to enter; the client makes it if it does not exist. */
  readonly channel: string | undefined;
  /** The earlier messages of the channel to start with. All messages have ids and times then. */
  readonly wanted?: Wanted | undefined;
  /** Whether to connect again after a lost connection, instead of ending. */
  readonly reconnects: boolean;
  /** Whether to print each message as JSON, as the server sent it. */
  readonly json: boolean;
}

/** How long to wait for a slow reader of the output at the end. */
const LINGER_MS = 500;

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
  const { channel, wanted, reconnects } = options;
  const token = crypto.randomUUID();
  const printer = new MessagePrinter(options, (line) => output.write(`${line}\n`));
  const ready = () => output.flushed();
  const print = (message: StampedMessage) => printer.print(message);
  // Without these, the server and the output are as they always were.
  const isFollowing = channel !== undefined && (reconnects || wanted !== undefined);
  const follower = isFollowing ? new ChannelFollower({ wanted, print, ready }) : undefined;
  const isExtended = isFollowing || reconnects;
  const received = new ReceivedIds();
  const onEvent = (message: StampedMessage) => {
    if (!received.repeats(message) && !follower?.takes(message)) print(message);
  };
  const connect = (server: ServerAddress) =>
    open({ ...options, ...server, token, isExtended }, { printer, follower, onEvent, ready });
  let connection = await connect(options);
  const failover = new Failover(options);
  const reconnector = new Reconnector({
    connect: () => failover.connect(connect),
    hasOthers: () => failover.hasOthers,
    print: (text) => console.error(text),
  });
  for (;;) {
    const error: unknown = await connection.failed.catch((error) => error);
    if (!reconnects || !(error instanceof ConnectionError)) throw error;
    const { farewell = "" } = connection;
    if (isRemoval(farewell)) throw new RemovedError(farewell);
    failover.learn(connection.servers);
    // Nothing stops it: the program ends instead.
    connection = (await reconnector.reconnect(error.message))!;
    console.error(`${failover.outcome} as ${safeText(connection.name)}`);
  }
}

/** The parts of the program that outlive a connection. */
interface Listener {
  readonly printer: MessagePrinter;
  readonly follower: ChannelFollower | undefined;
  onEvent(message: StampedMessage): void;
  ready(): Promise<void>;
}

/** Connects, logs in and enters the channel. */
async function open(
  { channel, ...options }: ListenOptions,
  { printer, follower, onEvent, ready }: Listener,
): Promise<MessengerConnection> {
  const connection = await openScriptConnection(options, {
    onAnswer: (message) => printer.printAnswer(message),
    onEvent(message, ownName) {
      printer.ownName = ownName;
      onEvent(message);
    },
    ready,
  });
  try {
    if (channel !== undefined) await enter(connection, channelNamed(channel), follower);
    return connection;
  } catch (error) {
    await connection.finish();
    const { farewell = "" } = connection;
    throw isRemoval(farewell) ? new RemovedError(farewell) : error;
  }
}

async function enter(
  connection: MessengerConnection,
  destination: string,
  follower: ChannelFollower | undefined,
): Promise<void> {
  follower?.hold();
  const { action } = await connection.ask({ action: "create", destination });
  // The channel exists, or its name is invalid: the answer to `join` explains the latter.
  if (action === "error") await askOrThrow(connection, { action: "join", destination });
  await follower?.start(connection, destination);
}
