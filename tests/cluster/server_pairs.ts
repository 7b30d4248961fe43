import { frames } from "../support/frame_client.ts";
import { line } from "../support/messenger_peer.ts";
import { connectTo, RawClient } from "../support/raw_client.ts";
import type { Message } from "../../lib/framing/messages.ts";

/** Encodes what users do, in one dialect. Nothing where its users cannot do it. */
export interface Speech {
  readonly name: string;
  login(name: string): Uint8Array;
  sendPrivate(to: string, text: string): Uint8Array;
  say?(channel: string, text: string): Uint8Array;
  join?(channel: string): Uint8Array;
  create?(channel: string): Uint8Array;
  leave?(channel: string): Uint8Array;
  broadcast?(text: string): Uint8Array;
  who?(channel: string): Uint8Array;
  list?(): Uint8Array;
  rename?(name: string): Uint8Array;
  topic?(channel: string, text: string): Uint8Array;
  kick?(channel: string, name: string): Uint8Array;
  logout(): Uint8Array;
}

const encode = (text: string) => new TextEncoder().encode(text);

const json = (action: string, rest: Partial<Message> = {}) => encode(line(action, rest));

/** A login that asks for more than every client understands. */
const EXTENDED = "extended";

const MESSENGER: Speech = {
  name: "messenger",
  login: (source) => json("login", { source }),
  sendPrivate: (destination, body) => json("message", { destination, body }),
  say: (channel, body) => json("post", { destination: `#${channel}`, body }),
  join: (channel) => json("join", { destination: `#${channel}` }),
  create: (channel) => json("create", { destination: `#${channel}` }),
  leave: (channel) => json("leave", { destination: `#${channel}` }),
  broadcast: (body) => json("broadcast", { body }),
  who: (channel) => json("users", { destination: `#${channel}` }),
  list: () => json("channels"),
  logout: () => new Uint8Array(0),
};

export const SPEECHES: readonly Speech[] = [
  MESSENGER,
  {
    ...MESSENGER,
    name: "messenger with its extensions",
    login: (source) => json("login", { source, body: ["", "", EXTENDED] }),
  },
  {
    name: "channel",
    login: (name) => frames(name),
    sendPrivate: (to, text) => frames(`/msg ${to} ${text}`),
    say: (_channel, text) => frames(text),
    join: (channel) => frames(`/join ${channel}`),
    create: (channel) => frames(`/create ${channel}`),
    leave: () => frames("/leave"),
    broadcast: (text) => frames(`/broadcast ${text}`),
    who: () => frames("/who"),
    list: () => frames("/list"),
    logout: () => new Uint8Array(0),
  },
  {
    name: "direct",
    login: (name) => encode(`HELLO-FROM ${name}\n`),
    sendPrivate: (to, text) => encode(`SEND ${to} ${text}\n`),
    who: () => encode("LIST\n"),
    logout: () => new Uint8Array(0),
  },
  {
    name: "irc",
    login: (name) => encode(`USER parley 0 * :${name}\r\nNICK ${name}\r\n`),
    sendPrivate: (to, text) => encode(`PRIVMSG ${to} :${text}\r\n`),
    say: (channel, text) => encode(`PRIVMSG #${channel} :${text}\r\n`),
    join: (channel) => encode(`JOIN #${channel}\r\n`),
    create: (channel) => encode(`JOIN #${channel}\r\n`),
    leave: (channel) => encode(`PART #${channel}\r\n`),
    who: (channel) => encode(`NAMES #${channel}\r\n`),
    list: () => encode("LIST\r\n"),
    rename: (name) => encode(`NICK ${name}\r\n`),
    topic: (channel, text) => encode(`TOPIC #${channel} :${text}\r\n`),
    kick: (channel, name) => encode(`KICK #${channel} ${name} :out\r\n`),
    logout: () => encode("QUIT :bye\r\n"),
  },
];

/** A client of any dialect, with all text that it has read. */
export class TextClient extends RawClient {
  static async connect(port: number): Promise<TextClient> {
    return new TextClient(await connectTo(port));
  }

  get text(): string {
    return this.received.text;
  }

  /** Waits until the client has read something. */
  async waitFor(part: string): Promise<void> {
    await this.received.waitUntil((text) => text.includes(part), JSON.stringify(part));
  }
}

/** A user of a dialect, who lets the other one know when a step is over. */
export class Talker implements AsyncDisposable {
  readonly client: TextClient;
  readonly speech: Speech;
  name: string;

  private constructor(client: TextClient, speech: Speech, name: string) {
    this.client = client;
    this.speech = speech;
    this.name = name;
  }

  static async connect(port: number, speech: Speech, name: string): Promise<Talker> {
    return new Talker(await TextClient.connect(port), speech, name);
  }

  static async logIn(port: number, speech: Speech, name: string): Promise<Talker> {
    const talker = await Talker.connect(port, speech, name);
    await talker.do(speech.login(name));
    return talker;
  }

  async do(bytes: Uint8Array | undefined): Promise<void> {
    if (bytes && bytes.length > 0) await this.client.write(bytes);
  }

  /** What the user has read, without times, ids and addresses. */
  get transcript(): string {
    return this.client.text
      // Servers that have just met tell their list once more, at any moment of the second after that.
      .replace(/^\{"action":"servers",.*\n/gm, "")
      .replace(/n[0-9a-f]+\.parley/g, "host")
      .replace(/\d{10,}/g, "N")
      .replace(/\d\d:\d\d:\d\d(\.\d+)?|\d{4}-\d\d-\d\d/g, "T")
      // Each server names itself first.
      .replace(/127\.0\.0\.1:[12]/g, "server")
      // Users of IRC read how many are on each server.
      .replace(/:parley\.local (251|255|265) .*\r\n/g, "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
  }
}
