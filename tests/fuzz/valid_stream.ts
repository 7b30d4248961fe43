/**
 * Valid streams of each protocol, from which attacks start.
 *
 * @module
 */
import { concat } from "../../lib/framing/bytes.ts";
import type { Random } from "./random.ts";

/** Makes one message of a client. The first message of a connection is its login. */
type MessageMaker = (random: Random, isFirst: boolean) => string;

// Only a few names, so that clients meet each other and the healthy members.
const NAMES = [
  "ann",
  "bob",
  "Al ice",
  "live-channel-1",
  "live-direct-1",
  "live-messenger-2",
  "server",
  "SΕRVΕR",
  "ｂob",
  "é".repeat(100),
];
const CHANNELS = ["live", "tea", "milk", "茶"];
const TEXTS = ["hi", "grüße 👋", "  ", "a\r\nb", "x".repeat(500), "\x1b[2J", "/", "\0"];
const ROOMS = ["tea", "milk", "茶", "x".repeat(64), "", "bad name"];
const ADDRESSES = ["", " 239.0.0.1 5000", " 239.0.0.2 5000", " 224.0.0.1 5000", " 239.0.0.1 80"];

const MESSAGE_MAKERS = {
  channel(random, isFirst) {
    const name = random.pick(NAMES);
    const [room, text] = [random.pick(CHANNELS), random.pick(TEXTS)];
    const texts = [
      `/join ${room}`,
      `/create ${room}`,
      `/msg ${name} ${text}`,
      ...[
        "/history",
        "/history mark",
        "/history after 1 5",
        "/history since 10:30",
        `/search ${text}`,
      ],
      ...["/broadcast hello", "/list", "/who", "/leave", "/what", "", text, text, text],
    ];
    return isFirst ? name : random.pick(texts);
  },
  direct(random, isFirst) {
    const [name, text] = [random.pick(NAMES), random.pick(TEXTS)];
    const login = `HELLO-FROM ${name}${random.once(2) ? random.below(1000) : ""}`;
    const lines = [`SEND ${name} ${text}`, "LIST", "LIST x", "SEND", "", login, text];
    return `${isFirst ? login : random.pick(lines)}\n`;
  },
  messenger(random, isFirst) {
    const actions = ["message", "broadcast", "users", "channels", "create", "join", "leave"];
    actions.push("history", "search");
    const name = random.pick(NAMES);
    return `${
      JSON.stringify({
        action: isFirst ? "login" : random.pick([...actions, "login", "logout", "what"]),
        source: random.once(2) ? name : `${name}${random.below(1000)}`,
        destination: random.pick([`#${random.pick(CHANNELS)}`, name, "*", "server"]),
        body: random.once(5) ? [random.pick(TEXTS)] : random.pick(TEXTS),
      })
    }\n`;
  },
  directory(random) {
    const room = random.pick(ROOMS);
    const make = `makeroom ${room}${random.pick(ADDRESSES)}`;
    return `${random.pick([make, `deleteroom ${room}`, "getdir", "bye", "", "what"])}\n`;
  },
} satisfies Record<string, MessageMaker>;

/** A dialect of the server, or the protocol of the directory. */
export type Protocol = keyof typeof MESSAGE_MAKERS;

/** The protocols of each program. */
export const PROTOCOLS: Record<"server" | "crds", readonly Protocol[]> = {
  server: ["channel", "direct", "messenger"],
  crds: ["directory"],
};

/** Returns a stream of valid messages. */
export function validStream(random: Random, protocol: Protocol): Uint8Array {
  const count = random.between(1, 40);
  const makeMessage: MessageMaker = MESSAGE_MAKERS[protocol];
  const messages = Array.from({ length: count }, (_, index) => makeMessage(random, index === 0));
  const encoded = messages.map((text) => new TextEncoder().encode(text));
  return concat(protocol === "channel" ? encoded.map(frame) : encoded);
}

function frame(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(200).fill(0x20);
  bytes.set(text.subarray(0, 200));
  return bytes;
}
