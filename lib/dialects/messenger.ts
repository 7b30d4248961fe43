/**
 * The messenger dialect: JSON lines of four components. All that the server can do is reachable in it.
 * The contract is `docs/protocols/messenger.md`.
 *
 * @module
 */
import type { ChatEvent } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { hidesSomething, normalName } from "../chat/name.ts";
import type { User } from "../chat/user.ts";
import { Refusal as MessageRefusal } from "../errors/refusal.ts";
import { encodeText } from "../framing/encode_text.ts";
import { concat } from "../framing/bytes.ts";
import { encodedOnce } from "../framing/encoded_once.ts";
import { MAX_ARGUMENT_BYTES } from "../framing/fixed_frames.ts";
import {
  formatBody,
  formatHead,
  formatMessage,
  type Message,
  parseMessage,
  quote,
} from "../framing/messages.ts";
import type { Dialect, DialectDefinition } from "./dialect.ts";
import { type LineOptions, LineSession, type Refusal } from "./line_session.ts";
import { PASSWORD_TEXTS } from "./password.ts";

/** What the server calls itself. */
const SERVER_NAME = "server";

/** The answer to a message: what differs from an empty one of the server to the user. */
type Answer = Partial<Message> & Pick<Message, "action">;

/** What an action does for a user who is logged in; a text says what was wrong with the message. */
type Action = (hub: Hub, user: User, message: Message) => Answer | string;

const ACTIONS: Record<string, Action> = {
  message(hub, user, { destination, body }) {
    if (!isSpoken(body)) return NOTHING_SAID;
    if (destination.startsWith("#")) {
      if (!isIn(user, destination)) return `You are not in ${quote(destination)}`;
      hub.say(user, body);
    } else if (hub.tell(user, destination, body)) {
      return `No user named ${quote(destination)} is here`;
    }
    return { action: "delivered", destination };
  },

  broadcast(hub, user, { body }) {
    if (!isSpoken(body)) return NOTHING_SAID;
    hub.broadcast(user, body);
    return { action: "delivered", destination: "*" };
  },

  users(hub, _user, { destination }) {
    if (!destination.startsWith("#")) return { action: "users", body: hub.userAddresses };
    const channel = hub.channel(destination.slice(1));
    if (!channel) return `No channel named ${quote(destination)} exists`;
    return { action: "users", body: channel.addresses };
  },

  channels(hub) {
    return { action: "channels", body: withSigns(hub.channelNames) };
  },

  create(hub, user, { destination }) {
    const name = channelName(destination);
    if (name === undefined) return noChannel(destination);
    switch (hub.create(user, name)) {
      case "channel-exists":
        return `A channel named ${quote(destination)} exists already`;
      case "too-many-channels":
        return "There are as many channels as there may be: join one of them";
    }
    return { action: "joined", source: user.address, destination };
  },

  join(hub, user, { destination }) {
    const name = channelName(destination);
    if (name === undefined) return noChannel(destination);
    if (hub.join(user, name)) return `No channel named ${quote(destination)} exists`;
    return { action: "joined", source: user.address, destination };
  },

  leave(hub, user, { destination }) {
    if (!isIn(user, destination)) return `You are not in ${quote(destination)}`;
    hub.leave(user);
    return { action: "left", source: user.address, destination };
  },
};

/** The names of channels as they are addressed. */
const withSigns = encodedOnce((names: readonly string[]) => names.map((name) => `#${name}`));

const NOTHING_SAID = 'The component "body" has to be a text that is not blank';

const BRACE = 0x7b;

/** For the list of dialects. */
export const MESSENGER = {
  name: "messenger",
  rules: [{ because: "it starts with a brace", fits: (start) => start[0] === BRACE }],
  make: messengerDialect,
} as const satisfies DialectDefinition;

/** The messenger dialect. */
export function messengerDialect(options: LineOptions): Dialect {
  const dialect: Dialect = {
    name: MESSENGER.name,
    encode,
    open: (hub, peer) => new MessengerSession(dialect, hub, peer, options),
  };
  return dialect;
}

class MessengerSession extends LineSession {
  protected override onLine(line: string | undefined): void {
    if (line === undefined) return this.#error("The line is not valid UTF-8");
    const message = parseMessage(line);
    if (message instanceof MessageRefusal) return this.#error(message.explanation);
    const { action } = message;
    if (action === "login") return this.#login(message);
    if (action === "logout") return this.#goodbye("logged out");
    if (!Object.hasOwn(ACTIONS, action)) return this.#error(unknownAction(action));
    if (!this.user) return this.#error(`Cannot do "${action}" before a login`);
    const answer = ACTIONS[action]!(this.hub, this.user, message);
    if (typeof answer === "string") this.#error(answer);
    else this.#answer(answer);
  }

  protected override onTooLong(): void {
    this.#error("The line is too long");
  }

  #login({ source: name, body }: Message): void {
    if (this.user) return this.#error(`Cannot log in: you are "${this.user.name}" already`);
    const user = this.login(name, typeof body === "string" ? body : "");
    if (typeof user === "object") {
      return this.#answer({ action: "welcome", body: `Welcome to Parley, ${name}` });
    }
    this.#answer({ action: "refused", body: refusal(user, name) });
    if (this.hasTriedEnough) this.#goodbye("too many logins failed");
  }

  tell(reason: string): void {
    this.#answer({ action: "goodbye", body: reason });
  }

  #goodbye(reason: string): void {
    this.tell(reason);
    this.end(reason);
  }

  #error(body: string): void {
    this.#answer({ action: "error", body });
  }

  #answer(answer: Answer): void {
    const destination = this.user?.address ?? "";
    const message = { source: SERVER_NAME, destination, body: "", ...answer };
    if (typeof message.body === "string") return this.peer.send(line(message));
    const [head, names] = [encodeText(formatHead(message)), encodeNames(message.body)];
    if (names.length <= MOST_COPIED) return this.peer.send(concat([head, names]));
    this.peer.send(head);
    this.peer.send(names);
  }
}

/** The longest list that is copied behind each head, in bytes. */
const MOST_COPIED = 4096;

/** The rest of a line behind its head: however many ask, a long list is in memory once. */
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
      return spoken("message", event.from, `#${event.channel.name}`, String(event.text));
    case "private":
      return spoken("message", event.from, event.to.address, String(event.text));
    case "broadcast":
      return spoken("broadcast", event.from, "*", String(event.text));
  }
}

function spoken(action: string, from: User, destination: string, body: string): Uint8Array {
  return line({ action, source: from.address, destination, body });
}

function isSpoken(body: Message["body"]): body is string {
  return typeof body === "string" && body.trim() !== "";
}

function channelName(destination: string): string | undefined {
  const [, name] = /^#([^\s\p{Cc}]+)$/u.exec(destination) ?? [];
  if (!name || hidesSomething(name)) return undefined;
  return encodeText(name).length <= MAX_ARGUMENT_BYTES ? name : undefined;
}

function noChannel(destination: string): string {
  return `Cannot use ${quote(destination)} as a channel: it has to be one short word behind a #`;
}

function isIn(user: User, destination: string): boolean {
  if (!user.channel || !destination.startsWith("#")) return false;
  const [present, name] = [user.channel.name, destination.slice(1)];
  return present === name || normalName(present) === normalName(name);
}

function unknownAction(action: string): string {
  const known = ["login", "logout", ...Object.keys(ACTIONS)].join(", ");
  return `The action ${quote(action)} is not known: there are ${known}`;
}

function refusal(why: Refusal, name: string): string {
  switch (why) {
    case "bad":
      return `The name ${quote(name)} cannot be used: ${
        hidesSomething(name)
          ? "it holds something invisible"
          : "it has to be one short word without any of !@#$%^&*,"
      }`;
    case "taken":
      return `The name ${quote(name)} is taken`;
    case "full":
      return "The server is full";
    case "crowded":
      return "Too many connections come from your address";
    default:
      return PASSWORD_TEXTS[why];
  }
}
