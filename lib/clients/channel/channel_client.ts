/**
 * The terminal client of the channel dialect. What it prints is compared byte for byte by programs
 * of others: the contract is `docs/protocols/channel.md`.
 *
 * @module
 */
import { revealInvisible } from "../../chat/name.ts";
import { PASSWORD_COMMAND, PASSWORD_REQUEST } from "../../dialects/channel/password.ts";
import { FixedFrames, FRAME_SIZE, frameText, toFrames } from "../../framing/fixed_frames.ts";
import { type Console, openConsole } from "../../terminal/console.ts";
import { safeText } from "../../terminal/safe_text.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import type { BlockList } from "../shared/block_list.ts";
import { type Socket, SocketError } from "../../transport/socket.ts";
import { connect, finish, readAll, type ServerAddress, writeAll } from "../shared/connect.ts";

/** Who connects to which server; the host as it was typed. */
export interface ChannelClientOptions extends ServerAddress {
  readonly name: string;
  /** Sent behind the name, for servers that ask for one. */
  readonly password: string | undefined;
  /** Whether all that is typed goes to the server, and nothing is hidden. */
  readonly strict: boolean;
  /** Whether it is kept whom the user has blocked. */
  readonly store: boolean;
  /** Whether the time stands before what others say. */
  readonly times: boolean;
}

/** Runs the client until its input ends or the server is gone; returns the exit code. */
export async function runChannelClient(options: ChannelClientOptions): Promise<number> {
  const { name, host, port, password } = options;
  let conn: Socket;
  try {
    conn = await connect(options);
    await writeAll(conn, toFrames(name).subarray(0, FRAME_SIZE));
    if (password !== undefined) await writeAll(conn, toFrames(PASSWORD_COMMAND + password));
  } catch (error) {
    if (error instanceof SocketError) console.error(safeText(error.message));
    console.log(`Unable to connect to ${safeText(host)}:${port}`);
    return 1;
  }
  const terminal = await openConsole({ prompt: "[Me] ", times: options.times });
  const blocking = options.strict ? undefined : loadBlocking(terminal, options.store);
  const answered = password !== undefined;
  const serverGone = showFrames(conn, terminal, { blocking, answered }).then(() =>
    "server gone" as const
  );
  const inputEnded = sendLines(conn, terminal, blocking)
    .then((all) => all ? "done" as const : serverGone);
  if (await Promise.race([serverGone, inputEnded]) === "server gone") {
    await terminal.close(`Server at ${host}:${port} has disconnected`);
    return 1;
  }
  await finish(conn, serverGone);
  await terminal.close();
  return 0;
}

/** Who is blocked, and what becomes of the commands about it. */
interface Blocking {
  readonly blocks: BlockList;
  obey(line: string): Promise<string | undefined>;
}

/** Loaded when the name is on its way: scripts give a client little time to start. */
async function loadBlocking(terminal: Console, store: boolean): Promise<Blocking> {
  const { BLOCK_COMMANDS, openBlockList } = await import("../shared/blocking.ts");
  const { runCommand } = await import("../shared/commands.ts");
  const blocks = await openBlockList(terminal, store);
  const context = { blocks, userNames: [], print: (text: string) => terminal.print(text) };
  return { blocks, obey: (line) => runCommand(BLOCK_COMMANDS, context, line) };
}

async function showFrames(
  conn: Socket,
  terminal: Console,
  { blocking, answered }: {
    blocking: Promise<Blocking> | undefined;
    /** The password is on its way: that the server asks for it, or knows of none, is no news. */
    answered: boolean;
  },
): Promise<void> {
  const frames = new FixedFrames();
  let isFirst = answered;
  await readAll(conn, async (bytes) => {
    const blocks = (await blocking)?.blocks;
    frames.push(bytes, (frame) => {
      const text = frameText(frame);
      const isNoNews = isFirst && (text === PASSWORD_REQUEST || NO_PASSWORD.test(text));
      isFirst = false;
      if (isNoNews) return;
      // Who said it is looked for only when somebody is blocked.
      if (!blocks?.hidden.size || !blocks.hides(...speakers(text))) {
        terminal.print(shownFrame(text), speakerIn(text));
      }
    });
    await terminal.flushed();
  });
}

/** What a server answers to a password that it does not ask for. */
const NO_PASSWORD = /^\/password is not a valid control message\./;

/** Sends each line of input, but those that are for us; tells whether all could be sent. */
async function sendLines(
  conn: Socket,
  terminal: Console,
  blocking: Promise<Blocking> | undefined,
): Promise<boolean> {
  try {
    for await (const line of terminal.lines) {
      if (blocking && /^\/(block|unblock|blocked)(\s|$)/.test(line)) {
        const mistake = await (await blocking).obey(line);
        if (mistake !== undefined) terminal.print(mistake);
      } else {
        await writeAll(conn, lineToFrames(line));
      }
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * What a frame is shown as. Lists have a line for each item; but where some line reads like a message
 * or like somebody who comes or goes, a line break can only be there to make it look so. What hides
 * in the name of who speaks, comes or goes is revealInvisible.
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
  const isVoice = frame.includes("\n") && /^\[.*\] |has (joined|left)\s*$/m.test(frame);
  const text = isVoice ? frame.replaceAll("\n", "␊") : frame;
  return text.replace(
    /^\[[^\]]*(?=\] )|^.*(?= has (joined|left)$)/,
    (name) => revealInvisible(name),
  );
}

/**
 * Who may have said what a frame holds. Names may hold brackets, so that the frame does not always
 * tell.
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
 * Who a frame most likely comes from, when it is another user.
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
 * The frames of one line of input. A private message that takes several says in each to whom it is,
 * or the rest of it would go to the channel.
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
  const [command = ""] = /^\/(msg\s+\S+|broadcast)\s/.exec(line) ?? [];
  const isShort = command.length < FRAME_SIZE / 4;
  return isShort ? toFrames(line.slice(command.length), command) : toFrames(line);
}
