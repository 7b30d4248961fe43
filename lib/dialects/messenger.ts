/**
 * The messenger dialect: JSON lines of four components. A client can use everything that the server offers.
 * The contract is `docs/protocols/messenger.md`.
 *
 * @module
 */
import type { Channel } from "../chat/channel.ts";
import type { ChatEvent } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { hasInvisible, MAX_NAME_LENGTH } from "../chat/name.ts";
import type { User } from "../chat/user.ts";
import { Refusal } from "../errors/refusal.ts";
import { encodeText } from "../framing/encode_text.ts";
import { concat } from "../framing/bytes.ts";
import { encodedOnce } from "../framing/encoded_once.ts";
import { hasMoreStructure } from "../framing/json_size.ts";
import { MAX_ARGUMENT_BYTES } from "../framing/fixed_frames.ts";
import {
  formatBody,
  formatHead,
  formatMessage,
  type Message,
  parseMessage,
  quote,
} from "../framing/messages.ts";
import { type Dialect, type DialectDefinition, makeDialect } from "./dialect.ts";
import { type LineOptions, LineSession } from "./line_session.ts";
import { type LoginRefusal, TOO_MANY_LOGINS } from "./login.ts";
import { CREATE_REFUSALS, refusalText } from "./messenger_refusals.ts";
import { noSuchChannel } from "./messenger_texts.ts";
import { moveTo } from "./one_channel.ts";
import { hasTooManyLines, MAX_TEXT_LINES } from "./text_lines.ts";

/** The source of everything that the server itself says. */
const SERVER_NAME = "server";

/** The components of a reply that differ from those of an empty message to the user. */
type Reply = Partial<Message> & Pick<Message, "action">;

/** Carries out a message of a user. Returns the replies, which may be an error. */
type Action = (hub: Hub, user: User, message: Message) => Reply | readonly Reply[];

const ACTIONS: Record<string, Action> = {
  message(hub, user, { destination, body }) {
    if (!isText(body)) return error(BLANK_TEXT);
    if (hasTooManyLines(body)) return error(TOO_MANY_LINES);
    if (destination.startsWith("#")) {
      const channel = findChannel(hub, destination);
      if (!channel || hub.say(user, channel, body)) {
        return error(`You are not in ${quote(destination)}`);
      }
    } else if (hub.sendPrivate(user, destination, body)) {
      return error(`No user named ${quote(destination)} is here`);
    }
    return { action: "delivered", destination };
  },

  /** Lets a program say something in a channel without its members seeing it come and go. */
  post(hub, user, { destination, body }) {
    if (!isText(body)) return error(BLANK_TEXT);
    if (hasTooManyLines(body)) return error(TOO_MANY_LINES);
    const channel = findChannel(hub, destination);
    if (!channel) return error(noSuchChannel(destination));
    hub.post(user, channel, body);
    return { action: "delivered", destination };
  },

  broadcast(hub, user, { body }) {
    if (!isText(body)) return error(BLANK_TEXT);
    if (hasTooManyLines(body)) return error(TOO_MANY_LINES);
    hub.broadcast(user, body);
    // The sender reads it, too, as the contract says.
    const echo = { action: "broadcast", source: user.address, destination: "*", body };
    return [echo, { action: "delivered", destination: "*" }];
  },

  users(hub, _user, { destination }) {
    if (!destination.startsWith("#")) return { action: "users", body: hub.userAddresses };
    const channel = findChannel(hub, destination);
    if (!channel) return error(noSuchChannel(destination));
    return { action: "users", body: channel.addresses };
  },

  channels(hub) {
    return { action: "channels", body: withHashes(hub.channelNames) };
  },

  create(hub, user, { destination }) {
    const name = channelName(destination);
    if (name === undefined) return error(badChannelName(destination));
    const channel = hub.createChannel(name, user);
    if (channel instanceof Refusal) return error(CREATE_REFUSALS[channel.code](destination));
    moveTo(hub, user, channel);
    return { action: "joined", source: user.address, destination };
  },

  join(hub, user, { destination }) {
    if (channelName(destination) === undefined) return error(badChannelName(destination));
    const channel = findChannel(hub, destination);
    if (!channel) return error(noSuchChannel(destination));
    moveTo(hub, user, channel);
    return { action: "joined", source: user.address, destination };
  },

  leave(hub, user, { destination }) {
    const channel = findChannel(hub, destination);
    if (!channel || hub.leave(user, channel)) return error(`You are not in ${quote(destination)}`);
    return { action: "left", source: user.address, destination };
  },
};

/** Puts a `#` before each name of a channel. */
const withHashes = encodedOnce((names: readonly string[]) => names.map((name) => `#${name}`));

const BLANK_TEXT = 'The component "body" must be a text that is not blank';

const TOO_MANY_LINES = `The text has more than ${MAX_TEXT_LINES} lines: send it in parts`;

/** The components that hold names. They are checked for length before anything looks at them. */
const NAME_COMPONENTS = ["action", "source", "destination"] as const;

/** The maximum number of brackets, braces and commas in a line. The four components need five. */
const MAX_STRUCTURE = 1000;

/** How long a client that sends pings may be silent, in milliseconds. */
const MAX_SILENCE_MS = 60_000;

const BRACE = 0x7b;

/** The entry in the list of dialects. */
export const MESSENGER = {
  name: "messenger",
  rules: [{ because: "it starts with a brace", fits: (start) => start[0] === BRACE }],
  make: messengerDialect,
} as const satisfies DialectDefinition;

/** Makes the messenger dialect. */
export function messengerDialect(options: LineOptions): Dialect {
  return makeDialect(
    MESSENGER.name,
    encode,
    (dialect, hub, peer) => new MessengerSession(dialect, hub, peer, options),
  );
}

class MessengerSession extends LineSession {
  protected override onLine(line: string | undefined): void {
    if (line === undefined) return this.#error("The line is not valid UTF-8");
    if (hasMoreStructure(line, MAX_STRUCTURE)) return this.#error("The line has too many values");
    const message = parseMessage(line);
    if (message instanceof Refusal) return this.#error(message.explanation);
    const long = NAME_COMPONENTS.find((name) => message[name].length > MAX_NAME_LENGTH);
    if (long) return this.#error(`The component "${long}" is too long`);
    const { action } = message;
    if (action === "login") return this.#login(message);
    if (action === "logout") return this.#goodbye("logged out");
    if (action !== "ping" && !Object.hasOwn(ACTIONS, action)) {
      return this.#error(unknownAction(action));
    }
    if (!this.user) return this.#error(`Cannot do "${action}" before a login`);
    if (action === "ping") return this.#pong();
    const replies = ACTIONS[action]!(this.hub, this.user, message);
    for (const reply of [replies].flat()) this.#reply(reply);
  }

  protected override onTooLong(): void {
    this.#error("The line is too long");
  }

  protected override onLogin({ name }: User): void {
    this.#reply({ action: "welcome", body: `Welcome to Parley, ${name}` });
  }

  protected override onRefused(code: LoginRefusal, name: string): void {
    this.#reply({ action: "refused", body: refusalText(code, name) });
  }

  protected override onTooManyTries(): void {
    this.#goodbye(TOO_MANY_LOGINS);
  }

  explainEnd(reason: string): void {
    this.#reply({ action: "goodbye", body: reason });
  }

  #login({ source: name, body }: Message): void {
    if (this.user) return this.#error(`Cannot log in: you are "${this.user.name}" already`);
    const [password = "", token] = typeof body === "string" ? [body] : body;
    this.login(name, password, token);
  }

  /** Only a client that has sent a ping is expected to send more of them. */
  #pong(): void {
    this.peer.limitSilence(MAX_SILENCE_MS);
    this.#reply({ action: "pong" });
  }

  #goodbye(reason: string): void {
    this.explainEnd(reason);
    this.end(reason);
  }

  #error(text: string): void {
    this.#reply(error(text));
  }

  #reply(reply: Reply): void {
    const destination = this.user?.address ?? "";
    const message = { source: SERVER_NAME, destination, body: "", ...reply };
    if (typeof message.body === "string") return this.peer.send(line(message));
    const [head, names] = [encodeText(formatHead(message)), encodeNames(message.body)];
    if (names.length <= MAX_COPIED_BYTES) return this.peer.send(concat([head, names]));
    this.peer.send(head);
    this.peer.send(names);
  }
}

/** The longest list of names that is copied behind each head, in bytes. */
const MAX_COPIED_BYTES = 4096;

/** Encodes the rest of a line behind its head. A long list is in memory once, however many ask. */
const encodeNames = encodedOnce((names: readonly string[]) => encodeText(`${formatBody(names)}\n`));

function line(message: Message): Uint8Array {
  return encodeText(`${formatMessage(message)}\n`);
}

function encode(event: ChatEvent): Uint8Array {
  switch (event.type) {
    case "joined":
    case "left":
      return line({
        action: event.type,
        source: event.user.address,
        destination: `#${event.channel.name}`,
        body: "",
      });
    case "message":
      return textLine("message", event.from, `#${event.channel.name}`, String(event.text));
    case "private":
      return textLine("message", event.from, event.to.address, String(event.text));
    case "broadcast":
      return textLine("broadcast", event.from, "*", String(event.text));
  }
}

function textLine(action: string, from: User, destination: string, body: string): Uint8Array {
  return line({ action, source: from.address, destination, body });
}

function error(body: string): Reply {
  return { action: "error", body };
}

function isText(body: Message["body"]): body is string {
  return typeof body === "string" && body.trim() !== "";
}

function findChannel(hub: Hub, destination: string): Channel | undefined {
  return destination.startsWith("#") ? hub.channel(destination.slice(1)) : undefined;
}

function channelName(destination: string): string | undefined {
  const [, name] = /^#([^\s\p{Cc}]+)$/u.exec(destination) ?? [];
  if (!name || hasInvisible(name)) return undefined;
  return encodeText(name).length <= MAX_ARGUMENT_BYTES ? name : undefined;
}

function badChannelName(destination: string): string {
  return `Cannot use ${
    quote(destination)
  } as a channel: expected # and one word of at most ${MAX_ARGUMENT_BYTES} bytes`;
}

function unknownAction(action: string): string {
  const known = ["login", "logout", "ping", ...Object.keys(ACTIONS)].join(", ");
  return `Unknown action ${quote(action)}: use one of ${known}`;
}
