/**
 * The channel dialect: fixed 200-byte frames, commands that start with a slash, and replies only to
 * mistakes. The contract is `docs/protocols/channel.md`.
 *
 * @module
 */
import type { Hub } from "../../chat/hub.ts";
import type { User } from "../../chat/user.ts";
import { Refusal } from "../../errors/refusal.ts";
import { encodedOnce } from "../../framing/encoded_once.ts";
import {
  FixedFrames,
  FRAME_SIZE,
  frameText,
  listToFrames,
  toFrames,
} from "../../framing/fixed_frames.ts";
import { plainText } from "../../framing/plain_text.ts";
import type { Session } from "../../net/session.ts";
import { CostlyTurns } from "../costly_turns.ts";
import {
  type CommandReply,
  type Dialect,
  type DialectDefinition,
  makeDialect,
  type Peer,
} from "../dialect.ts";
import { InputGate } from "../input_gate.ts";
import {
  type LoginRefusal,
  type LoginResult,
  MAX_LOGIN_TRIES,
  TLS_REQUIRED,
  TOO_MANY_LOGINS,
} from "../login.ts";
import { presentChannel } from "../one_channel.ts";
import { BANNED } from "../removal.ts";
import { type Command, COMMANDS, EXTENSIONS, IN_NO_CHANNEL, type Reply } from "./commands.ts";
import { encode, encodeWithIds, PlainMessage } from "./encode.ts";
import { HISTORY_COMMANDS, whenLoaded } from "./history_commands.ts";
import { firstWord, nameInList, suffixBaseOf, userNameIn } from "./names.ts";
import {
  PASSWORD_COMMAND,
  PASSWORD_REQUEST,
  PASSWORD_WRONG,
  passwordIn,
  REGISTERED_REQUEST,
} from "./password.ts";

const SLASH = 0x2f;

/** The form of a command of this dialect that the server itself carries out. */
const FOR_OPERATORS = /^\/who\s+--all\s*$/;

const NAME_TAKEN = "The name is taken. Please try another one.";
const SERVER_FULL = "The server is full. Please try again later.";
const TOO_MANY_CONNECTIONS = "Too many connections come from your address. Please try again later.";

const PASSWORD_REPLIES = {
  "name-registered": REGISTERED_REQUEST,
  "password-missing": PASSWORD_REQUEST,
  "password-wrong": PASSWORD_WRONG,
} as const;

/** The entry in the list of dialects. */
export const CHANNEL = {
  name: "channel",
  rules: [
    { because: "a frame is full without a line end", fits: (start) => start.length >= FRAME_SIZE },
  ],
  make: channelDialect,
} as const satisfies DialectDefinition;

/** Makes the channel dialect. If it is strict, it does not have Parley's extensions. */
export function channelDialect({ strict = false }: { strict?: boolean } = {}): Dialect {
  const commands = new Map(Object.entries(strict ? COMMANDS : { ...COMMANDS, ...EXTENSIONS }));
  const costly = new CostlyTurns();
  const open = (_dialect: Dialect, hub: Hub, peer: Peer) => new ChannelSession(hub, peer, options);
  const plain = makeDialect(CHANNEL.name, encode, open);
  const withIds = makeDialect(CHANNEL.name, encodeWithIds, open, true);
  const options: SessionOptions = { plain, withIds, commands, strict, costly };
  return plain;
}

interface SessionOptions {
  /** The two forms of the dialect. Only clients that ask for it read ids. */
  readonly plain: Dialect;
  readonly withIds: Dialect;
  readonly commands: ReadonlyMap<string, Command>;
  /** Whether the server's own commands are left out. */
  readonly strict: boolean;
  /** Reading the past is spread over time. */
  readonly costly: CostlyTurns;
}

class ChannelSession implements Session {
  readonly #hub: Hub;
  readonly #peer: Peer;
  readonly #options: SessionOptions;
  readonly #frames = new FixedFrames();
  /** Made for a login whose answer comes later. */
  #gate: InputGate | undefined;
  /** The name under which the client logs in. */
  #name: string | undefined;
  #failedTries = 0;
  #user: User | undefined;
  #readsIds = false;
  #plainMessage: PlainMessage | undefined;
  #hasEnded = false;

  constructor(hub: Hub, peer: Peer, options: SessionOptions) {
    this.#hub = hub;
    this.#peer = peer;
    this.#options = options;
  }

  receive(bytes: Uint8Array): Promise<void> | undefined {
    // A closure for each read costs nothing; one kept would cost memory of idle connections.
    this.#frames.push(bytes, (frame) => {
      if (this.#gate?.opened) {
        const text = frameText(frame);
        this.#gate.pass(() => this.#handle(text));
      } else if (!this.#relayPlain(frame)) {
        this.#handle(frameText(frame));
      }
    });
    return this.#gate?.opened;
  }

  close(): void {
    this.#user = undefined;
    this.#hasEnded = true;
  }

  explainEnd(reason: string): void {
    this.#reply(`You have been disconnected: ${reason}.`);
  }

  /** Relays a frame of printable ASCII without decoding it. Reports whether it did. */
  #relayPlain(frame: Uint8Array): boolean {
    const channel = this.#user && presentChannel(this.#user);
    const text = channel && frame[0] !== SLASH ? plainText(frame) : undefined;
    if (!channel || !text || text.length === 0) return false;
    this.#plainMessage ??= new PlainMessage(this.#user!);
    this.#plainMessage.bytes = text;
    this.#explain(this.#hub.say(this.#user!, channel, this.#plainMessage));
    return true;
  }

  #handle(text: string): void {
    if (this.#hasEnded) return;
    if (!this.#user) this.#handleBeforeLogin(text);
    else if (text.startsWith("/")) this.#runCommand(this.#user, text);
    else this.#say(this.#user, text);
  }

  #handleBeforeLogin(text: string): void {
    if (this.#name === undefined) {
      this.#name = userNameIn(text);
      if (this.#peer.asksForPassword) this.#reply(PASSWORD_REQUEST);
      else this.#login(this.#name, "");
    } else if (text !== "") {
      // Other clients flood blank frames at the end of their input: those are no attempts.
      this.#login(this.#name, passwordIn(text));
    }
  }

  #login(name: string, password: string): void {
    const onTaken = "add-suffix";
    const request = { name, suffixBase: suffixBaseOf(name), password, onTaken } as const;
    this.#whenKnown(
      this.#peer.login(request, this.#options.plain),
      (result) => this.#onAnswer(result),
    );
  }

  /** Handles an answer, now or when it comes. No more input is handled before that. */
  #whenKnown<Answer>(answer: Answer | Promise<Answer>, handle: (answer: Answer) => void): void {
    if (!(answer instanceof Promise)) return handle(answer);
    this.#gate ??= new InputGate();
    this.#gate.closeUntil(answer, (answer) => {
      if (!this.#hasEnded) handle(answer);
    });
  }

  #onAnswer(result: LoginResult): void {
    if (result instanceof Refusal) this.#onRefused(result);
    else {
      this.#user = result;
      this.#name = undefined;
      this.#peer.deliverWaiting();
    }
  }

  #onRefused({ code, explanation }: Refusal<LoginRefusal>): void {
    switch (code) {
      case "name-banned":
      case "address-banned":
        return this.#end(`${explanation}.`, BANNED);
      case "name-registered":
      case "password-missing":
      case "password-wrong": {
        const text = PASSWORD_REPLIES[code];
        if (++this.#failedTries < MAX_LOGIN_TRIES) return this.#reply(text);
        return this.#end(text, TOO_MANY_LOGINS);
      }
      case "unavailable":
        return this.#end(`${explanation}.`, "the other servers are out of reach");
      case "too-many-connections":
        return this.#end(TOO_MANY_CONNECTIONS, "too many connections from one address");
      case "tls-required":
        return this.#reply(TLS_REQUIRED);
      case "name-taken":
        return this.#end(NAME_TAKEN, "the name is taken");
      default:
        return this.#end(SERVER_FULL, "the server is full");
    }
  }

  #end(text: string, reason: string): void {
    this.#reply(text);
    this.close();
    this.#peer.end(reason);
  }

  #say(user: User, text: string): void {
    const channel = presentChannel(user);
    if (!channel) this.#reply(IN_NO_CHANNEL);
    // Other clients flood blank frames at the end of their input: the channel must not see them.
    else if (text !== "") this.#explain(this.#hub.say(user, channel, text));
  }

  /** Says why the user may not speak. */
  #explain(refusal: Refusal | undefined): void {
    if (refusal?.explanation) this.#reply(`${refusal.explanation}.`);
  }

  #runCommand(user: User, text: string): void {
    const word = firstWord(text);
    const command = this.#options.commands.get(word);
    if (command && !FOR_OPERATORS.test(text)) {
      const run = () => {
        if (!this.#hasEnded) {
          return command(this.#hub, user, text.slice(word.length + 1), this.#context);
        }
      };
      const isCostly = Object.hasOwn(HISTORY_COMMANDS, word);
      const ready = isCostly ? whenLoaded(user, this.#peer) : undefined;
      const reply = isCostly ? this.#options.costly.run(run, ready) : run();
      return this.#whenKnown(reply, (reply: Reply) => this.#reply(reply));
    }
    // Clients send a password behind the name, whether the server asks for one or not.
    const isForLogin = text.startsWith(PASSWORD_COMMAND) && !this.#peer.isRegistered(user.name);
    const isForServer = !this.#options.strict && !isForLogin;
    const reply = isForServer ? this.#peer.command(text) : undefined;
    if (reply === undefined) return this.#reply(unknownCommand(word));
    this.#whenKnown(reply, (reply) => this.#reply(replyText(reply)));
  }

  /** The connection as commands see it. */
  get #context() {
    const peer = this.#peer;
    return {
      history: peer.history,
      own: (token: string) => peer.own(token),
      charge: (bytes: number) => peer.charge(bytes),
      readsIds: this.#readsIds,
      isClustered: peer.servers !== undefined,
      readIds: () => {
        this.#readsIds = true;
        peer.changeForm(this.#options.withIds);
      },
    };
  }

  #reply(reply: Reply): void {
    if (reply === undefined) return;
    const frames = reply instanceof Uint8Array ? reply : encodeReply(reply);
    if (frames.length > 0) this.#peer.send(frames);
  }
}

function encodeReply(reply: string | readonly string[]): Uint8Array {
  return typeof reply === "string" ? toFrames(reply) : encodeList(reply);
}

const encodeList = encodedOnce((names: readonly string[]) => listToFrames(names.map(nameInList)));

function unknownCommand(word: string): string {
  return `${word} is not a valid control message. Valid messages are /create, /list, and /join.`;
}

function replyText(reply: CommandReply): string {
  return reply instanceof Refusal ? `${reply.explanation}.` : reply.join("\n");
}
