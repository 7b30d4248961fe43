/**
 * Streams that cost a careless server much more than their sender: in time, in memory or in writes.
 *
 * @module
 */
import type { Random } from "./random.ts";
import type { Protocol } from "./valid_stream.ts";

/** Makes messages of the dialects, each in its own form. */
interface Maker {
  login(name: string): string;
  /** A private message, or a line of that length. */
  message(to: string, text: string): string;
  broadcast(text: string): string;
  create(channel: string): string;
  join(channel: string): string;
  leave(channel: string): string;
  list(): string;
  /** The end of a session, after which the server closes the connection. */
  bye(): string;
}

function json(action: string, destination: string, body: string, source = ""): string {
  return `${JSON.stringify({ action, source, destination, body })}\n`;
}

const MAKERS: Record<Protocol, Maker> = {
  channel: {
    login: (name) => frames(name),
    message: (to, text) => frames(`/msg ${to} ${text}`),
    broadcast: (text) => frames(`/broadcast ${text}`),
    create: (channel) => frames(`/create ${channel}`),
    join: (channel) => frames(`/join ${channel}`),
    leave: () => frames("/leave"),
    list: () => frames("/who") + frames("/list"),
    bye: () => "",
  },
  direct: {
    login: (name) => `HELLO-FROM ${name}\n`,
    message: (to, text) => `SEND ${to} ${text}\n`,
    broadcast: (text) => `SEND live-direct-1 ${text}\n`,
    create: () => "LIST\n",
    join: () => "LIST\n",
    leave: () => "LIST\n",
    list: () => "LIST\n",
    bye: () => `${"x".repeat(3 * 1024 * 1024)}\n`,
  },
  messenger: {
    login: (name) => json("login", "server", "", name),
    message: (to, text) => json("message", to, text),
    broadcast: (text) => json("broadcast", "*", text),
    create: (channel) => json("create", `#${channel}`, ""),
    join: (channel) => json("join", `#${channel}`, ""),
    leave: (channel) => json("leave", `#${channel}`, ""),
    list: () => json("users", "#live", "") + json("users", "", "") + json("channels", "", ""),
    bye: () => json("logout", "", ""),
  },
  directory: {
    login: (name) => `makeroom ${name}\n`,
    message: (to, text) => `makeroom ${to}${text}\n`,
    broadcast: (text) => `deleteroom ${text}\n`,
    create: (channel) => `makeroom ${channel}\n`,
    join: (channel) => `makeroom ${channel}\n`,
    leave: (channel) => `deleteroom ${channel}\n`,
    list: () => "getdir\n",
    bye: () => "bye\n",
  },
};

/** Pads a text to whole frames, with spaces. */
function frames(text: string): string {
  const { length } = new TextEncoder().encode(text);
  return text + " ".repeat((200 - length % 200) % 200);
}

/** Texts of one character that are far longer, slower or more in another dialect. */
const COSTLY_TEXTS = [
  ...["\v", "\x85", "\u2028", "\r", "\f", "[", "{", '"', "\\", "\x01", " ", "a ", "[{},", '\\"'],
  ...["\u0315\u0300\u05ae", "👩‍👩‍👧‍👦", "\u200b", "\ufeff", "\u202e", "\0", "ﷺ"],
];

const NAMES = ["ann", "live-channel-1", "live-direct-1", "live-messenger-2"];

/** Kinds of costly streams. */
export const COSTLY_STREAMS = {
  "costly text"(random, maker) {
    const text = random.pick(COSTLY_TEXTS);
    const long = text.repeat(random.between(10, 1_500_000 / text.length));
    const send = random.pick<keyof Maker>(["message", "broadcast", "join", "login", "leave"]);
    if (send === "message") return maker.message(random.pick(NAMES), long);
    if (random.once(3)) return maker.message(long, "hi");
    return maker[send](long);
  },
  "zero padding"(random, maker) {
    const stream = maker.join("live") + maker.list() + maker.message("ann", "hi\0 \0");
    const padding = random.pick([/ +$/gm, / (?= *$)/g, / /g]);
    return stream.replace(padding, (spaces) => "\0".repeat(spaces.length)) +
      "\0".repeat(random.between(0, 1000));
  },
  "broadcast burst"(random, maker) {
    return maker.broadcast("hello").repeat(random.between(10, 2000));
  },
  "channels in bulk"(random, maker) {
    const first = random.below(1_000_000);
    const count = random.between(10, 1000);
    return Array.from({ length: count }, (_, at) => maker.create(`${first + at}`)).join("");
  },
  "join and leave loop"(random, maker) {
    const channel = random.pick(["live", "tea"]);
    return (maker.join(channel) + maker.list() + maker.leave(channel) + maker.list())
      .repeat(random.between(10, 500));
  },
  "leave and stay"(random, maker) {
    // With a client that reads nothing, its unread messages stay where it has left.
    const rounds = Array.from(
      { length: random.between(1, 50) },
      () => maker.join("live") + maker.message("live-direct-1", "hi") + maker.leave("live"),
    );
    return rounds.join("");
  },
  "go on after the end"(random, maker) {
    return maker.bye() + maker.message("live-direct-1", "hi").repeat(random.between(10, 20_000));
  },
} satisfies Record<string, (random: Random, maker: Maker) => string>;

export type CostlyStream = keyof typeof COSTLY_STREAMS;

/** Returns a costly stream of a client that has logged in, in the bytes of a protocol. */
export function costlyStream(
  random: Random,
  protocol: Protocol,
  kind: CostlyStream,
): Uint8Array<ArrayBuffer> {
  const maker = MAKERS[protocol];
  const login = random.once(8) ? "" : maker.login(`costly-${random.below(1000)}`);
  return new TextEncoder().encode(login + COSTLY_STREAMS[kind](random, maker));
}
