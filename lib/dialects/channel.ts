/**
 * The channel dialect: fixed 200-byte frames, commands that start with a slash, and replies only
 * when something went wrong. The contract is `docs/protocols/channel.md`.
 *
 * @module
 */
import type { ChatEvent, Text } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { unbracketed, visibleName } from "../chat/name.ts";
import type { User } from "../chat/user.ts";
import { concat } from "../framing/bytes.ts";
import { encodedOnce } from "../framing/encoded_once.ts";
import {
  FixedFrames,
  FRAME_SIZE,
  frameText,
  listToFrames,
  toFrames,
} from "../framing/fixed_frames.ts";
import { plainFrame, plainText } from "../framing/plain_text.ts";
import { Entrance } from "./channel_entrance.ts";
import type { Dialect, DialectDefinition, Peer, Session } from "./dialect.ts";

/** What a command does with the words behind it. What it returns is sent back. */
type Command = (hub: Hub, user: User, rest: string) => string | readonly string[] | undefined;

const IN_NO_CHANNEL = "Not currently in any channel. Must join a channel before sending messages.";
const SLASH = 0x2f;
const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const CROWDED = "Too many connections come from your address. Please try again later.";
const FULL = "The server is full. Please try again later.";

const COMMANDS: Record<string, Command> = {
  "/join"(hub, user, rest) {
    const name = channelName(rest);
    if (!name) return "/join command must be followed by the name of a channel to join.";
    return hub.join(user, name) && `No channel named ${name} exists. Try '/create ${name}'?`;
  },
  "/create"(hub, user, rest) {
    const name = channelName(rest);
    if (!name) return "/create command must be followed by the name of a channel to create";
    switch (hub.create(user, name)) {
      case "channel-exists":
        return `Room ${name} already exists, so cannot be created.`;
      case "too-many-channels":
        return "There are as many channels as there may be. Try /list and /join.";
    }
  },
  "/list": (hub) => hub.channelNames,
};

/** Ours alone, behind names that no client of others sends. */
const EXTENSIONS: Record<string, Command> = {
  "/msg"(hub, user, rest) {
    const [, name, text] = /^\s*(\S+)\s(.*\S.*)$/s.exec(rest) ?? [];
    if (!name || !text) return "/msg command must be followed by the name of a user and a message.";
    return hub.tell(user, name, text) && `No user named ${name} is here.`;
  },
  "/broadcast"(hub, user, rest) {
    if (rest.trim() === "") return "/broadcast command must be followed by a message.";
    hub.broadcast(user, rest);
  },
  "/who": (hub, { channel }) => channel ? channel.addresses : hub.userAddresses,
  "/leave": (hub, user) => hub.leave(user) && IN_NO_CHANNEL,
};

/** For the list of dialects. */
export const CHANNEL = {
  name: "channel",
  rules: [
    { because: "a frame is full without a line end", fits: (start) => start.length >= FRAME_SIZE },
  ],
  make: channelDialect,
} as const satisfies DialectDefinition;

/** The channel dialect; without our extensions when `strict`. */
export function channelDialect(options: { strict?: boolean } = {}): Dialect {
  const commands = new Map(
    Object.entries(options.strict ? COMMANDS : { ...COMMANDS, ...EXTENSIONS }),
  );
  const dialect: Dialect = {
    name: CHANNEL.name,
    encode,
    open: (hub, peer) => new ChannelSession(dialect, hub, peer, commands),
  };
  return dialect;
}

class ChannelSession implements Session {
  readonly #dialect: Dialect;
  readonly #hub: Hub;
  readonly #peer: Peer;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #frames = new FixedFrames();
  /** Where a password is asked for. */
  readonly #entrance: Entrance | undefined;
  #user: User | undefined;
  #plain: PlainMessage | undefined;
  #refused = false;

  constructor(dialect: Dialect, hub: Hub, peer: Peer, commands: ReadonlyMap<string, Command>) {
    this.#dialect = dialect;
    this.#hub = hub;
    this.#peer = peer;
    this.#commands = commands;
    const { checkPassword } = peer;
    this.#entrance = checkPassword && new Entrance((password) => checkPassword(password));
  }

  receive(bytes: Uint8Array): void {
    // A function made anew costs nothing beside a read; one kept takes memory of idle connections.
    this.#frames.push(bytes, (frame) => {
      if (!this.#sayPlainly(frame)) this.#take(frameText(frame));
    });
  }

  close(): void {
    if (this.#user) this.#hub.logout(this.#user);
  }

  tell(reason: string): void {
    this.#reply(`You have been disconnected: ${reason}.`);
  }

  /** Says what a frame holds without decoding it, when it is such a frame. */
  #sayPlainly(frame: Uint8Array): boolean {
    const text = this.#user?.channel && frame[0] !== SLASH ? plainText(frame) : undefined;
    if (!text || text.length === 0) return false;
    this.#plain ??= new PlainMessage(this.#user!);
    this.#plain.bytes = text;
    this.#hub.say(this.#user!, this.#plain);
    return true;
  }

  #take(text: string): void {
    if (this.#refused) return;
    if (!this.#user) this.#enter(text);
    else if (text.startsWith("/")) this.#command(this.#user, text);
    // A blank frame is what clients of others flood at end of input: the channel must not see it.
    else if (text !== "" || !this.#user.channel) this.#reply(this.#say(this.#user, text));
  }

  #enter(text: string): void {
    if (!this.#entrance) return this.#login(text);
    const entry = this.#entrance.take(text);
    if (entry?.type === "name") this.#login(entry.name);
    else if (entry?.type === "answer") this.#reply(entry.text);
    else if (entry?.type === "end") this.#refuse(entry.text, "too many logins failed");
  }

  #login(text: string): void {
    if (this.#peer.isCrowded) return this.#refuse(CROWDED, "too many from one address");
    const user = this.#hub.loginSuffixed(nameFrom(text));
    if (user === "full") return this.#refuse(FULL, "the server is full");
    this.#user = user;
    this.#peer.identify(user, this.#dialect);
  }

  #refuse(text: string, reason: string): void {
    this.#refused = true;
    this.#reply(text);
    this.#peer.end(reason);
  }

  #say(user: User, text: string): string | undefined {
    return this.#hub.say(user, text) && IN_NO_CHANNEL;
  }

  #command(user: User, text: string): void {
    const word = firstWord(text);
    const command = this.#commands.get(word);
    this.#reply(
      command
        ? command(this.#hub, user, text.slice(word.length + 1))
        : `${word} is not a valid control message. Valid messages are /create, /list, and /join.`,
    );
  }

  #reply(reply: string | readonly string[] | undefined): void {
    if (reply === undefined) return;
    const frames = typeof reply === "string" ? toFrames(reply) : encodeList(reply);
    if (frames.length > 0) this.#peer.send(frames);
  }
}

/** A message as its sender's frame held it, for the members who get it in frames, too. */
class PlainMessage implements Text {
  readonly #prefix: Uint8Array;
  bytes: Uint8Array = NOTHING;

  constructor(from: User) {
    this.#prefix = encoder.encode(prefixOf(from));
  }

  /** The frame that relays it, when one can. */
  frame(): Uint8Array | undefined {
    return plainFrame(this.#prefix, this.bytes);
  }

  toString(): string {
    return decoder.decode(this.bytes);
  }
}

const encodeList = encodedOnce(listToFrames);

function encode(event: ChatEvent): Uint8Array {
  switch (event.type) {
    case "joined":
      return toFrames(`${leading(event.user.name)} has joined`);
    case "left":
      return toFrames(`${leading(event.user.name)} has left`);
    case "message":
      return (event.text instanceof PlainMessage && event.text.frame()) ||
        relay(event.from, "", event.text);
    case "private":
      return relay(event.from, " to you", event.text);
    case "broadcast":
      return relay(event.from, " to all", event.text);
  }
}

/** The frames of a message: each line and each frame says again who speaks. */
function relay(from: User, to: string, said: Text): Uint8Array {
  const [prefix, text] = [prefixOf(from, to), String(said)];
  if (!LINE_BREAK.test(text)) return toFrames(text, prefix);
  return concat(text.split(LINE_BREAK).map((line) => toFrames(line, prefix)));
}

function prefixOf(from: User, to = ""): string {
  return `[${speaking(from)}${to}] `;
}

/** All that some terminal or program takes for the end of a line. */
const LINE_BREAK = /\r\n|[\n\v\f\r\x85\u2028\u2029]/;

/** Names as they stand before messages, found once for each user. */
const speakers = new WeakMap<User, string>();

/** A name as it stands before a message: one so long that it would leave no room for text is cut. */
function speaking(user: User): string {
  let shown = speakers.get(user);
  if (shown === undefined) {
    const { name, address } = user;
    // It must not look as if somebody else had spoken, to you alone.
    shown = unbracketed(cut(/ to (you|all)$/.test(name) ? address : name, MOST_SHOWN));
    speakers.set(user, shown);
  }
  return shown;
}

/** A name as it stands at the start of a frame; the next frame must not start within it. */
function leading(name: string): string {
  return unbracketed(cut(name, FRAME_SIZE));
}

/** The most bytes of a name that stand before a message. */
const MOST_SHOWN = 150;

/** A text of at most so many bytes, or as much of it. */
function cut(text: string, most: number): string {
  if (text.length <= most / 4) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(most));
  return read === text.length ? text : `${text.slice(0, read)}…`;
}

/** The name that a first frame asks for: on one line, with nothing in it that is invisible, never empty. */
function nameFrom(text: string): string {
  return visibleName(withoutControls(text)) || "Guest";
}

/** The name of the channel that stands behind a command; empty if there is none. */
function channelName(rest: string): string {
  return visibleName(withoutControls(firstWord(rest.trimStart())));
}

function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, "_");
}

function firstWord(text: string): string {
  return /^\S*/.exec(text)![0];
}
