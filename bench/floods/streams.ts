/**
 * Floods of one user that sends the same bytes without a pause.
 *
 * @module
 */
import { concat } from "../../lib/framing/bytes.ts";
import { ChatUser, frames, loginBytes, messengerLine, type UserDialect } from "./chat_user.ts";
import { type Crowd, type CrowdOptions } from "./crowd.ts";
import { type Attack, crowdSize, type Flood, MAX_P99_MS, type Target } from "./flood.ts";
import { Flooder, type FlooderOptions } from "./flooder.ts";
import { CallableWorker } from "./worker_calls.ts";

/** A little less than the longest line that a server accepts by default. */
const LONG_LINE_BYTES = 2 * 2 ** 20 - 200;
/** The same before a login. */
const LONG_LOGIN_BYTES = 64 * 1024 - 200;

/** How many commands a stream of short commands sends with one write. */
const COMMANDS_PER_WRITE = 50;

/** Combining marks whose order a normalization has to change. */
const COMBINING_MARKS = "\u0301\u0316";

/** How a flooder sends, and which other users are connected. */
interface Stream extends Omit<Flood, "prepare" | "maxP99Ms"> {
  readonly maxP99Ms?: number;
  /** Returns the bytes. Long lines are made only when they are needed. */
  bytes(): Uint8Array;
  readonly dialect: UserDialect;
  readonly isAnonymous?: boolean;
  readonly prologue?: Uint8Array;
  /** Honest users that read everything. */
  readonly crowd?: Pick<CrowdOptions, "dialect" | "inChannel">;
  /** Whether a user of the channel dialect, `reader`, reads everything. */
  readonly hasReader?: boolean;
}

const STREAMS: readonly Stream[] = [
  {
    name: "floods-brackets",
    title: "2 MiB lines of [[[[",
    dialect: "messenger",
    bytes: () => line("[".repeat(LONG_LINE_BYTES)),
  },
  {
    name: "floods-emoji-join",
    title: "joins of channels with 2 MiB of emoji",
    dialect: "messenger",
    bytes: () => messengerLine("join", "#" + "😀".repeat(LONG_LINE_BYTES / 4 - 50)),
  },
  {
    name: "floods-deep-json",
    title: "JSON that is a million levels deep",
    dialect: "messenger",
    bytes() {
      const depth = LONG_LINE_BYTES / 2 - 50;
      return line(`{"action":"message","body":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    },
  },
  {
    name: "floods-many-keys",
    title: "JSON with 130,000 keys",
    dialect: "messenger",
    bytes: () => line(JSON.stringify(Object.fromEntries(range(130_000).map((i) => [`k${i}`, i])))),
  },
  {
    name: "floods-long-names",
    title: "messages to names of a million combining marks",
    dialect: "messenger",
    bytes: () => messengerLine("message", "a" + marks(LONG_LINE_BYTES - 100), "hi"),
  },
  {
    name: "floods-long-logins",
    title: "nine logins of each connection, with names of 32,000 combining marks",
    dialect: "messenger",
    isAnonymous: true,
    bytes: () => repeat(9, loginBytes("messenger", "a" + marks(LONG_LOGIN_BYTES - 100))),
  },
  {
    name: "floods-reserved",
    title: "messages to 2 MiB of characters that names cannot contain",
    dialect: "direct",
    bytes: () => line(`SEND ${"#".repeat(LONG_LINE_BYTES)} hi`),
  },
  {
    name: "floods-lookalikes",
    title:
      "nine logins of each connection, with names of 1023 characters that look like punctuation",
    dialect: "direct",
    isAnonymous: true,
    bytes: () => repeat(9, loginBytes("direct", "s" + "⩴".repeat(1022))),
  },
  {
    name: "floods-reconnect",
    title: "connections that close after a failed login",
    dialect: "messenger",
    isAnonymous: true,
    bytes: () => loginBytes("messenger", "no name"),
  },
  {
    name: "floods-broadcast",
    title: "broadcasts to a crowd",
    maxP99Ms: 250,
    dialect: "messenger",
    crowd: { dialect: "direct", inChannel: false },
    bytes: () => repeat(COMMANDS_PER_WRITE, messengerLine("broadcast", "*", "x".repeat(100))),
  },
  {
    name: "floods-join-users",
    title: "join and users in a large channel",
    dialect: "messenger",
    crowd: { dialect: "channel", inChannel: true },
    bytes: () =>
      repeat(COMMANDS_PER_WRITE, messengerLine("join", "#bench"), messengerLine("users", "#bench")),
  },
  {
    name: "floods-join-who",
    title: "/join and /who in a large channel",
    dialect: "channel",
    crowd: { dialect: "channel", inChannel: true },
    bytes: () => repeat(COMMANDS_PER_WRITE, frames("/join bench", "/who")),
  },
  {
    name: "floods-vertical-tabs",
    title: "2 MiB of vertical tabs to a frame user",
    dialect: "direct",
    hasReader: true,
    // A message of white space alone would be refused.
    bytes: () => line(`SEND reader x${"\v".repeat(LONG_LINE_BYTES)}x`),
  },
  {
    name: "floods-ending",
    title: "bytes on a connection that is ending",
    dialect: "messenger",
    prologue: messengerLine("logout", "server"),
    bytes: () => new Uint8Array(64 * 1024).fill(0x78),
  },
];

/** All floods of this kind. */
export const STREAM_FLOODS: readonly Flood[] = STREAMS.map((stream) => ({
  maxP99Ms: MAX_P99_MS,
  ...stream,
  prepare: (target) => prepare(stream, target),
}));

async function prepare(stream: Stream, target: Target): Promise<Attack> {
  const { port } = target;
  let crowd: CallableWorker<Crowd> | undefined;
  let honestUsers = 0;
  if (stream.crowd) {
    crowd = new CallableWorker<Crowd>(new URL("crowd.ts", import.meta.url));
    honestUsers = crowdSize(target);
    await crowd.call("connect", { ...stream.crowd, port, count: honestUsers });
  }
  let reader: ChatUser | undefined;
  if (stream.hasReader) {
    reader = await ChatUser.logIn(port, "channel", "reader");
    reader.readAll();
    honestUsers++;
  }
  const { dialect, isAnonymous, prologue } = stream;
  const options: FlooderOptions = {
    ...{ port, dialect, bytes: stream.bytes() },
    ...(isAnonymous && { isAnonymous }),
    ...(prologue && { prologue }),
  };
  const flooder = new Flooder(options);
  return {
    begin: () => flooder.start(),
    async end() {
      const details = flooder.stop();
      let disconnected = reader?.isDisconnected ? 1 : 0;
      if (crowd) disconnected += await crowd.call("countDisconnected");
      return { honestUsers, disconnected, details };
    },
  };
}

function line(text: string): Uint8Array {
  return new TextEncoder().encode(text + "\n");
}

function marks(bytes: number): string {
  return COMBINING_MARKS.repeat(bytes / new TextEncoder().encode(COMBINING_MARKS).length);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function repeat(count: number, ...commands: Uint8Array[]): Uint8Array {
  return concat(range(count).flatMap(() => commands));
}
