/**
 * The terminal client of the channel dialect. Other programs compare its output byte by byte: the
 * contract is `docs/protocols/channel.md`.
 *
 * @module
 */
import { revealInvisible } from "../../chat/name.ts";
import { PASSWORD_COMMAND, PASSWORD_REQUEST } from "../../dialects/channel/password.ts";
import { FixedFrames, FRAME_SIZE, frameText, toFrames } from "../../framing/fixed_frames.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import type { HistoryStore } from "../../terminal/history.ts";
import { safeText } from "../../terminal/safe_text.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import type { BlockList } from "../shared/block_list.ts";
import type { Socket } from "../../transport/socket.ts";
import type { BlockingOptions, ClientOptions } from "../shared/client_options.ts";
import { connect, finish, readAll, writeAll } from "../shared/connect.ts";
import { ConnectionError } from "../shared/connection_error.ts";

/** The options of the channel client. The host is as the user typed it. */
export interface ChannelClientOptions extends ClientOptions, BlockingOptions {
  readonly name: string;
  /** Whether to send every line to the server, commands about blocking too, and hide nothing. */
  readonly strict: boolean;
}

/** Runs the client until its input ends or the server is gone. Returns the exit code. */
export async function runChannelClient(options: ChannelClientOptions): Promise<number> {
  const { host, port, strict, times, store } = options;
  const conn = await logIn(options);
  if (!conn) {
    console.log(`Unable to connect to ${safeText(host)}:${port}`);
    return 1;
  }
  const terminal = await openConsole({
    prompt: "[Me] ",
    times,
    appliesToEachLine: (typed) => PRIVATE_COMMAND.test(typed),
    history: strict || !store ? undefined : await historyOnTerminal(),
  });
  try {
    const blocking = strict ? undefined : loadBlocking(terminal, store);
    const disconnected = showFrames(conn, terminal, blocking, options)
      .then(() => "disconnected" as const);
    const sent = sendLines(conn, terminal, blocking)
      .then((result) => result === "sent" ? result : disconnected);
    if (await Promise.race([disconnected, sent]) === "disconnected") {
      await terminal.close(`Server at ${host}:${port} has disconnected`);
      return 1;
    }
    await finish(conn, disconnected);
    return 0;
  } finally {
    await terminal.close();
  }
}

/** Connects and sends the name and the password. Returns `undefined` if that fails. */
async function logIn(options: ChannelClientOptions): Promise<Socket | undefined> {
  const { name, password, trust } = options;
  let conn: Socket;
  try {
    conn = await connect(options);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    // The contract allows no reason on standard output, but a user of TLS needs one.
    if (trust) console.error(error.text);
    return undefined;
  }
  const frames = [toFrames(name).subarray(0, FRAME_SIZE)];
  if (password !== undefined) frames.push(toFrames(PASSWORD_COMMAND + password));
  for (const frame of frames) if (!await writeAll(conn, frame)) return undefined;
  return conn;
}

/** The block list and the commands that change it. */
interface Blocking {
  readonly blocks: BlockList;
  /** Runs a command. Resolves to the problem with it, if any. */
  run(line: string): Promise<string | undefined>;
}

/** Loads blocking only after the name was sent: scripts give a client little time to start. */
async function loadBlocking(terminal: Console, store: boolean): Promise<Blocking> {
  const { BLOCK_COMMANDS, openBlockList } = await import("../shared/blocking.ts");
  const { runCommand } = await import("../shared/commands.ts");
  const blocks = await openBlockList(terminal, store);
  const context = { blocks, userNames: [], print: (text: string) => terminal.print(text) };
  return { blocks, run: (line) => runCommand(BLOCK_COMMANDS, context, line) };
}

/** The start of a message to one user or to all, which each piece of a long one repeats. */
const PRIVATE_COMMAND = /^\/(msg\s+\S+|broadcast)\s/;

/** Returns the history; none on a pipe, where loading it would delay the start. */
async function historyOnTerminal(): Promise<HistoryStore | undefined> {
  if (!isInteractive()) return undefined;
  const { HistoryFile } = await import("../shared/history_file.ts");
  return HistoryFile.ofUser();
}

/** The answer of a server that requires no password. */
const PASSWORD_UNKNOWN = /^\/password is not a valid control message\./;

/** The start of frames from servers that wipe the client's prompt themselves. */
const PROMPT_WIPE = /^\r[ \t]*(?:\r|$)/;

/** Shows the server's frames until the connection ends. */
export async function showFrames(
  conn: Socket,
  terminal: Console,
  blocking: Promise<Blocking> | undefined,
  { password }: Pick<ChannelClientOptions, "password">,
): Promise<void> {
  const frames = new FixedFrames();
  let isFirst = true;
  await readAll(conn, async (bytes) => {
    const blocks = (await blocking)?.blocks;
    frames.push(bytes, (frame) => {
      const text = frameText(frame).replace(PROMPT_WIPE, "");
      // The client has sent the password already, whether the server requires one or not.
      const isAboutPassword = isFirst && password !== undefined &&
        (text === PASSWORD_REQUEST || PASSWORD_UNKNOWN.test(text));
      isFirst = false;
      if (isAboutPassword) return;
      // Finding the possible speakers is only worth it when somebody is blocked.
      if (!blocks?.hiddenCounts.size || !blocks.hides(...speakers(text))) {
        terminal.print(shownFrame(text), speakerIn(text));
      }
    });
    await terminal.flushed();
  });
}

/** Sends each line of input, except for commands about blocking. */
export async function sendLines(
  conn: Socket,
  terminal: Console,
  blocking: Promise<Blocking> | undefined,
): Promise<"sent" | "disconnected"> {
  for await (const { text, isLiteral } of terminal.lines) {
    // A text that looks like a command is a message with a blank before it.
    const line = isLiteral && text.startsWith("/") ? ` ${text}` : text;
    if (blocking && /^\/(block|unblock|blocked)(\s|$)/.test(line)) {
      const problem = await (await blocking).run(line);
      if (problem !== undefined) terminal.print(problem);
    } else if (!await writeAll(conn, lineToFrames(line))) {
      return "disconnected";
    }
  }
  return "sent";
}

/**
 * Returns a frame as the user sees it. Line breaks separate the items of a list. But if a line
 * looks like a message, or like a notice that a user joins or leaves, it is forged: then the line
 * breaks become visible. Invisible characters in the user's name become visible, too.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(shownFrame("tea\nmilk"), "tea\nmilk");
 * equal(shownFrame("[Eve] hi\n[Bob] I owe Eve money"), "[Eve] hi␊[Bob] I owe Eve money");
 * equal(shownFrame("[Bo\u200bb] hi"), "[Bo<U+200B>b] hi");
 * ```
 */
export function shownFrame(frame: string): string {
  const isForged = frame.includes("\n") && /^\[.*\] |has (joined|left)\s*$/m.test(frame);
  const text = isForged ? frame.replaceAll("\n", "␊") : frame;
  return text.replace(
    /^\[[^\]]*(?=\] )|^.*(?= has (joined|left)$)/,
    (name) => revealInvisible(name),
  );
}

/**
 * Returns all users who may have sent the message in a frame. Names may contain brackets, so there can
 * be several.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(speakers("[Al ice to you] hi"), ["Al ice to you", "Al ice"]);
 * deepEqual(speakers("[a] b] hi"), ["a", "a] b"]);
 * deepEqual(speakers("Bob has joined"), []);
 * ```
 */
export function speakers(frame: string): string[] {
  if (!frame.startsWith("[")) return [];
  const ends = Array.from(frame.matchAll(/\](?= |$)/g), ({ index }) => frame.slice(1, index));
  return ends.flatMap((name) => [name, name.replace(/ to (you|all)$/, "")])
    .filter((name, at, names) => names.indexOf(name) === at);
}

/**
 * Returns the other user who most likely sent a frame, or the user that the frame is about.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(speakerIn("[Al ice to you] hi"), { name: "Al ice", at: 1 });
 * deepEqual(speakerIn("Bob has joined"), { name: "Bob", at: 0 });
 * deepEqual(speakerIn("No channel named tea exists. Try '/create tea'?"), undefined);
 * ```
 */
export function speakerIn(frame: string): Speaker | undefined {
  const [, by] = /^\[(.+?)(?: to (?:you|all))?\](?= |$)/.exec(frame) ?? [];
  if (by !== undefined) return { name: by, at: "[".length };
  const [, about] = /^(.+) has (?:joined|left)$/.exec(frame) ?? [];
  return about === undefined ? undefined : { name: about, at: 0 };
}

/**
 * Returns the frames of a line of input. Each frame of a long private message repeats the command, or
 * the rest of the message would go to the channel.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { FRAME_SIZE, frameText } from "../../framing/fixed_frames.ts";
 *
 * const frames = lineToFrames(`/msg bob ${"x".repeat(200)}`);
 * assert.equal(frameText(frames.subarray(FRAME_SIZE)), "/msg bob xxxxxxxxx");
 * ```
 */
export function lineToFrames(line: string): Uint8Array {
  const [command = ""] = PRIVATE_COMMAND.exec(line) ?? [];
  const isShort = command.length < FRAME_SIZE / 4;
  return isShort ? toFrames(line.slice(command.length), command) : toFrames(line);
}
