/**
 * How healthy members of each dialect talk: enough of it to enter a room, to say something and to
 * know what others have said. Shares no code with the server.
 *
 * @module
 */
import { frames } from "../support/frame_client.ts";

/** One member's way to talk. */
export interface Voice {
  readonly dialect: string;
  /** What it writes to enter the room. The server's answer to the end of it is {@linkcode isReady}. */
  enter(name: string, room: string): Uint8Array;
  /** What it writes to say something in the room, or to its partner where there are no rooms. */
  say(to: { readonly room: string; readonly partner: string }, text: string): Uint8Array;
  /** What stands between two messages from the server: a length in bytes, or the end of a line. */
  readonly frameSize: number | undefined;
  isReady(message: string): boolean;
  /** Whether the server tells that it has handed a message on. Not every dialect has that. */
  isReceipt(message: string): boolean;
  /** Who has said what, when it is about that. */
  hear(message: string): readonly [from: string, text: string] | undefined;
}

const encode = (text: string) => new TextEncoder().encode(text);

function json(action: string, source: string, destination: string, body: string): string {
  return `${JSON.stringify({ action, source, destination, body })}\n`;
}

export const CHANNEL: Voice = {
  dialect: "channel",
  enter: (name, room) => frames(name, `/create ${room}`, `/join ${room}`, "/ready?"),
  say: (_to, text) => frames(text),
  frameSize: 200,
  isReady: (message) => message.startsWith("/ready? is not a valid"),
  isReceipt: () => false,
  hear: (message) => parts(/^\[([^\]]+)\] (.*)$/s.exec(message.trimEnd())),
};

export const DIRECT: Voice = {
  dialect: "direct",
  enter: (name) => encode(`HELLO-FROM ${name}\nLIST\n`),
  say: ({ partner }, text) => encode(`SEND ${partner} ${text}\n`),
  frameSize: undefined,
  isReady: (message) => message.startsWith("LIST-OK "),
  isReceipt: (message) => message === "SEND-OK",
  hear: (message) => parts(/^DELIVERY (\S+) (.*)$/s.exec(message)),
};

export const MESSENGER: Voice = {
  dialect: "messenger",
  enter: (name, room) =>
    encode(
      json("login", name, "server", "") + json("create", "", `#${room}`, "") +
        json("join", "", `#${room}`, "") + json("users", "", "server", ""),
    ),
  say: ({ room }, text) => encode(json("message", "", `#${room}`, text)),
  frameSize: undefined,
  isReady: (message) => JSON.parse(message).action === "users",
  isReceipt: (message) => JSON.parse(message).action === "delivered",
  hear(message) {
    const { action, source, body } = JSON.parse(message);
    return action === "message" ? [source, body] : undefined;
  },
};

/** Every dialect's. */
export const VOICES: readonly Voice[] = [CHANNEL, DIRECT, MESSENGER];

function parts(match: RegExpExecArray | null): readonly [string, string] | undefined {
  return match ? [match[1]!, match[2]!] : undefined;
}
