/**
 * The least that a client needs of each server's protocol: a login, and a message to one user.
 *
 * @module
 */

/** A server's protocol. */
export interface Protocol {
  /** The login, which the server answers with something that {@linkcode isReady} matches. */
  login(name: string): string;
  readonly isReady: RegExp;
  /** A message that everybody, or only `to`, reads. */
  message(to: string, text: string): string;
  /** The answer to what the server has sent, if it expects one. */
  answer?(received: string): string;
  /** How a name gets a password, and a login with one, on servers where names have passwords. */
  readonly registration?: { readonly text: string; readonly isDone: RegExp };
  guess?(password: string): string;
}

/** The dialect that Parley's users of messages to one another speak. */
const DIRECT: Protocol = {
  login: (name) => `HELLO-FROM ${name}\n`,
  isReady: /HELLO /,
  message: (to, text) => `SEND ${to} ${text}\n`,
  registration: {
    text: [
      { action: "login", source: "owner", destination: "server", body: "" },
      { action: "command", source: "", destination: "server", body: "/register tea-for-two" },
    ].map((message) => `${JSON.stringify(message)}\n`).join(""),
    isDone: /"command"/,
  },
  guess: (password) => `HELLO-FROM owner ${password}\n`,
};

const IRC: Protocol = {
  login: (name) => `NICK ${name}\r\nUSER ${name} 0 * :${name}\r\n`,
  isReady: / 00[1-4] /,
  message: (to, text) => `PRIVMSG ${to} :${text}\r\n`,
  answer: (received) =>
    Array.from(received.matchAll(/^PING (\S+)/gm), ([, token]) => `PONG ${token}\r\n`).join(""),
};

const NATS: Protocol = {
  login: (name) => `CONNECT {"verbose":false}\r\nSUB ${name} 1\r\nPING\r\n`,
  isReady: /PONG/,
  message: (to, text) => `PUB ${to} ${text.length}\r\n${text}\r\n`,
  answer: (received) => received.includes("PING\r\n") ? "PONG\r\n" : "",
};

/** Has no logins and no addressees: everybody reads everything. */
const NCAT: Protocol = {
  login: () => "hello\n",
  isReady: /<announce>/,
  message: (_to, text) => `${text}\n`,
};

/** The protocols by the names that the servers' table uses. */
export const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  channel: DIRECT,
  irc: IRC,
  inspircd: IRC,
  nats: NATS,
  ncat: NCAT,
};
