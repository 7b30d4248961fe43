/**
 * Messages of clients, in the bytes of each protocol.
 *
 * @module
 */
import type { Protocol } from "./valid_stream.ts";

/** Makes messages of one protocol. */
export interface Maker {
  login(name: string, password?: string): string;
  /** A private message, or a line of that length. */
  message(to: string, text: string): string;
  broadcast(text: string): string;
  create(channel: string): string;
  join(channel: string): string;
  leave(channel: string): string;
  list(): string;
  /** The end of a session, after which the server closes the connection. */
  bye(): string;
  /** A message that nobody understands. */
  unknown(text: string): string;
}

function json(action: string, destination: string, body: string, source = ""): string {
  return `${JSON.stringify({ action, source, destination, body })}\n`;
}

export const MAKERS: Readonly<Record<Protocol, Maker>> = {
  channel: {
    login: (name, password) =>
      frames(name) + (password === undefined ? "" : frames(`/password ${password}`)),
    message: (to, text) => frames(`/msg ${to} ${text}`),
    broadcast: (text) => frames(`/broadcast ${text}`),
    create: (channel) => frames(`/create ${channel}`),
    join: (channel) => frames(`/join ${channel}`),
    leave: () => frames("/leave"),
    list: () => frames("/who") + frames("/list"),
    bye: () => "",
    unknown: (text) => frames(`/${text}`),
  },
  direct: {
    login: (name, password) =>
      `HELLO-FROM ${name}${password === undefined ? "" : ` ${password}`}\n`,
    message: (to, text) => `SEND ${to} ${text}\n`,
    broadcast: (text) => `SEND live-direct-1 ${text}\n`,
    create: () => "LIST\n",
    join: () => "LIST\n",
    leave: () => "LIST\n",
    list: () => "LIST\n",
    bye: () => `${"x".repeat(3 * 1024 * 1024)}\n`,
    unknown: (text) => `${text}\n`,
  },
  irc: {
    login: (name, password) =>
      `${
        password === undefined ? "" : `PASS :${password}\r\n`
      }NICK ${name}\r\nUSER a 0 * :${name}\r\n`,
    message: (to, text) => `PRIVMSG ${to} :${text}\r\n`,
    broadcast: (text) => `NOTICE #live,live-direct-1,#tea :${text}\r\n`,
    create: (channel) => `JOIN #${channel}\r\n`,
    join: (channel) => `JOIN #${channel}\r\n`,
    leave: (channel) => `PART #${channel}\r\n`,
    list: () => "NAMES #live\r\nLIST\r\nWHO *\r\n",
    bye: () => "QUIT :bye\r\n",
    unknown: (text) => `${text}\r\n`,
  },
  messenger: {
    login: (name, password = "") => json("login", "server", password, name),
    message: (to, text) => json("message", to, text),
    broadcast: (text) => json("broadcast", "*", text),
    create: (channel) => json("create", `#${channel}`, ""),
    join: (channel) => json("join", `#${channel}`, ""),
    leave: (channel) => json("leave", `#${channel}`, ""),
    list: () => json("users", "#live", "") + json("users", "", "") + json("channels", "", ""),
    bye: () => json("logout", "", ""),
    unknown: (text) => json(text, text, text),
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
    unknown: (text) => `${text}\n`,
  },
};

/** Pads a text to whole frames, with spaces. */
function frames(text: string): string {
  const { length } = new TextEncoder().encode(text);
  return text + " ".repeat((200 - length % 200) % 200);
}
