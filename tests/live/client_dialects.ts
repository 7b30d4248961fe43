/**
 * The client's side of each dialect: just enough to join a channel, to send a message and to read the
 * messages of others. Shares no code with the server.
 *
 * @module
 */
import { frames } from "../support/frame_client.ts";

/** The client's side of a dialect. */
export interface ClientDialect {
  readonly name: string;
  /**
   * Encodes the requests that join a channel. The answer to the last one is {@linkcode isJoined}.
   *
   * @param password The server's password, if it has one.
   */
  join(name: string, channel: string, password?: string): Uint8Array;
  /** Encodes a message to the channel, or to the partner if the dialect has no channels. */
  message(to: { readonly channel: string; readonly partner: string }, text: string): Uint8Array;
  /** Length of the server's messages in bytes, or `undefined` if each is a line. */
  readonly frameSize: number | undefined;
  /** Reports whether a message answers the last request of {@linkcode join}. */
  isJoined(message: string): boolean;
  /** Reports whether a message confirms a delivery. Not every dialect has such messages. */
  isReceipt(message: string): boolean;
  /** Returns the sender and the text of another member's message. */
  readDelivery(message: string): readonly [sender: string, text: string] | undefined;
}

const encode = (text: string) => new TextEncoder().encode(text);

function json(action: string, source: string, destination: string, body: string): string {
  return `${JSON.stringify({ action, source, destination, body })}\n`;
}

const CHANNEL: ClientDialect = {
  name: "channel",
  join(name, channel, password) {
    const login = password === undefined ? [name] : [name, `/password ${password}`];
    return frames(...login, `/create ${channel}`, `/join ${channel}`, "/ready?");
  },
  message: (_to, text) => frames(text),
  frameSize: 200,
  isJoined: (message) => message.startsWith("/ready? is not a valid"),
  isReceipt: () => false,
  readDelivery: (message) => senderAndText(/^\[([^\]]+)\] (.*)$/s.exec(message.trimEnd())),
};

const DIRECT: ClientDialect = {
  name: "direct",
  join: (name, _channel, password) =>
    encode(`HELLO-FROM ${name}${password === undefined ? "" : ` ${password}`}\nLIST\n`),
  message: ({ partner }, text) => encode(`SEND ${partner} ${text}\n`),
  frameSize: undefined,
  isJoined: (message) => message.startsWith("LIST-OK "),
  isReceipt: (message) => message === "SEND-OK",
  readDelivery: (message) => senderAndText(/^DELIVERY (\S+) (.*)$/s.exec(message)),
};

const MESSENGER: ClientDialect = {
  name: "messenger",
  join: (name, channel, password = "") =>
    encode(
      json("login", name, "server", password) + json("create", "", `#${channel}`, "") +
        json("join", "", `#${channel}`, "") + json("users", "", "server", ""),
    ),
  message: ({ channel }, text) => encode(json("message", "", `#${channel}`, text)),
  frameSize: undefined,
  isJoined: (message) => JSON.parse(message).action === "users",
  isReceipt: (message) => JSON.parse(message).action === "delivered",
  readDelivery(message) {
    const { action, source, body } = JSON.parse(message);
    return action === "message" ? [source, body] : undefined;
  },
};

/** The client's side of every dialect. */
export const CLIENT_DIALECTS: readonly ClientDialect[] = [CHANNEL, DIRECT, MESSENGER];

function senderAndText(match: RegExpExecArray | null): readonly [string, string] | undefined {
  return match ? [match[1]!, match[2]!] : undefined;
}
