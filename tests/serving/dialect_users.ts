import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";

/** A client of some dialect, as the tests of registered names see it. */
export interface DialectUser extends AsyncDisposable {
  /** Waits for so many texts of the server. */
  hear(count: number): Promise<string[]>;
  /** Sends a private message. */
  tell(name: string, text: string): Promise<void>;
  /** Closes the connection, and waits until the server has done so. */
  leave(): Promise<void>;
}

/** The part of a dialect that concerns registered names. */
export interface DialectOfUsers {
  readonly name: string;
  /** Connects, and logs in without a password or with one. */
  connect(port: number, name: string, password?: string): Promise<DialectUser>;
  /** The texts to a client that has logged in: without a password, with one, and in vain. */
  welcome(name: string): string[];
  owner(name: string): string[];
  missing(name: string): string[];
  wrong(name: string): string[];
  /** The texts to a client whose name looks like a registered one; none if it gets a suffix. */
  taken(name: string): string[];
  /** The texts after a private message that the server has taken. */
  sent(to: string): string[];
  /** The text that tells of a private message. */
  message(from: string, to: string, text: string): string;
}

class FrameUser implements DialectUser {
  constructor(readonly client: FrameClient) {}
  hear = (count: number) => this.client.hear(count);
  tell = (name: string, text: string) => this.client.say(`/msg ${name} ${text}`);
  async leave() {
    await this.client.conn.closeWrite();
    await this.client.rest();
  }
  [Symbol.asyncDispose] = () => this.client[Symbol.asyncDispose]();
}

class LineUser implements DialectUser {
  constructor(
    readonly client: LineClient,
    readonly lineOf: (name: string, text: string) => string,
  ) {}
  hear = (count: number) => this.client.hear(count);
  tell = (name: string, text: string) => this.client.say(this.lineOf(name, text));
  async leave() {
    await this.client.conn.closeWrite();
    await this.client.rest();
  }
  [Symbol.asyncDispose] = () => this.client[Symbol.asyncDispose]();
}

const json = (action: string, source: string, destination: string, body: string) =>
  line(action, { source, destination, body }).trimEnd();

const REQUEST = "This name is registered. If it is yours: /password PASSWORD";

export const DIALECTS: readonly DialectOfUsers[] = [
  {
    name: "channel",
    async connect(port, name, password) {
      const texts = password === undefined ? [] : [`/password ${password}`];
      return new FrameUser(await FrameClient.connect(port, name, ...texts));
    },
    welcome: () => [],
    owner: () => [REQUEST],
    missing: () => [REQUEST],
    wrong: () => [REQUEST, "The password is wrong."],
    taken: () => [],
    sent: () => [],
    message: (from, _to, text) => `[${from} to you] ${text}`,
  },
  {
    name: "direct",
    async connect(port, name, password) {
      const text = password === undefined ? name : `${name} ${password}`;
      const client = await LineClient.connect(port, `HELLO-FROM ${text}\n`);
      return new LineUser(client, (name, text) => `SEND ${name} ${text}\n`);
    },
    welcome: (name) => [`HELLO ${name}`],
    owner: (name) => [`HELLO ${name}`],
    missing: () => ["IN-USE"],
    wrong: () => ["BAD-RQST-BODY"],
    taken: () => ["IN-USE"],
    sent: () => ["SEND-OK"],
    message: (from, _to, text) => `DELIVERY ${from} ${text}`,
  },
  {
    name: "messenger",
    async connect(port, name, password = "") {
      const login = line("login", { source: name, body: password });
      const client = await LineClient.connect(port, login);
      return new LineUser(client, (destination, body) => line("message", { destination, body }));
    },
    welcome: (name) => [json("welcome", "server", name, `Welcome to Parley, ${name}`)],
    owner: (name) => [json("welcome", "server", name, `Welcome to Parley, ${name}`)],
    missing: (name) => [
      json("refused", "server", "", `The name "${name}" is registered: its password is needed`),
    ],
    wrong: () => [json("refused", "server", "", "The password is wrong")],
    taken: (name) => [json("refused", "server", "", `The name "${name}" is taken`)],
    sent: (to) => [json("delivered", "server", to, "")],
    message: (from, to, text) => json("message", from, to, text),
  },
];

/** Waits for exactly these texts. */
export async function hears(user: DialectUser, ...texts: readonly string[]): Promise<void> {
  assert.deepEqual(await user.hear(texts.length), texts);
}

/** Proves that a user is logged in under a name, by a message to itself. */
export async function isIn(
  user: DialectUser,
  dialect: DialectOfUsers,
  name: string,
): Promise<void> {
  await user.tell(name, "note");
  await hears(user, dialect.message(name, name, "note"), ...dialect.sent(name));
}
