/**
 * The messenger dialect: JSON lines of four components. A client can use everything that the server offers.
 * The contract is `docs/protocols/messenger.md`.
 *
 * @module
 */
import type { Hub } from "../../chat/hub.ts";
import { MAX_NAME_LENGTH } from "../../chat/name.ts";
import { SERVER_NAME } from "../../chat/server_name.ts";
import type { User } from "../../chat/user.ts";
import { Refusal } from "../../errors/refusal.ts";
import { concat } from "../../framing/bytes.ts";
import { encodedOnce } from "../../framing/encoded_once.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { hasMoreStructure } from "../../framing/json_size.ts";
import {
  formatBody,
  formatHead,
  type Message,
  parseMessage,
  quote,
} from "../../framing/messages.ts";
import { CostlyTurns } from "../costly_turns.ts";
import { type Dialect, type DialectDefinition, makeDialect, type Peer } from "../dialect.ts";
import { type LineOptions, LineSession } from "../line_session.ts";
import { type LoginRefusal, TOO_MANY_LOGINS } from "../login.ts";
import { type ActionContext, ACTIONS } from "./actions.ts";
import { encodeExtended, encodeLine, encodePlain, stampTexts } from "./encode.ts";
import { HISTORY_ACTIONS, whenLoaded } from "./history_actions.ts";
import { refusalText } from "./refusals.ts";
import { error, type Replies, type Reply } from "./replies.ts";
import { EXTENDED } from "./texts.ts";

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

/** The two forms of the dialect. A client chooses one when it logs in. */
interface Forms {
  readonly plain: Dialect;
  readonly extended: Dialect;
  /** Reading the past is spread over time. */
  readonly costly: CostlyTurns;
}

/** Makes the messenger dialect. */
export function messengerDialect(options: LineOptions): Dialect {
  const open = (_dialect: Dialect, hub: Hub, peer: Peer) =>
    new MessengerSession(forms, hub, peer, options);
  const forms: Forms = {
    plain: makeDialect(MESSENGER.name, encodePlain, open),
    extended: makeDialect(MESSENGER.name, encodeExtended, open, true),
    costly: new CostlyTurns(),
  };
  return forms.plain;
}

class MessengerSession extends LineSession {
  readonly #forms: Forms;
  /** Ends the notices about other servers. */
  #forgetServers: (() => void) | undefined;

  constructor(forms: Forms, hub: Hub, peer: Peer, options: LineOptions) {
    super(forms.plain, hub, peer, options);
    this.#forms = forms;
  }

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
    const context = this.#context(this.user);
    const act = () => this.user ? ACTIONS[action]!(context, message) : [];
    const isCostly = Object.hasOwn(HISTORY_ACTIONS, action);
    const result = isCostly ? this.#forms.costly.run(act, whenLoaded(context, message)) : act();
    this.whenKnown(result, (replies: Replies) => {
      for (const reply of [replies].flat()) this.#reply(reply);
    });
  }

  protected override onTooLong(): void {
    this.#error("The line is too long");
  }

  protected override onLogin({ name }: User): void {
    this.#reply({ action: "welcome", body: `Welcome to Parley, ${name}` });
    if (this.#isExtended) this.#followServers();
  }

  override close(): void {
    super.close();
    this.#forgetServers?.();
  }

  /** Tells the client of the servers that it may connect to when it loses this one. */
  #followServers(): void {
    const { servers } = this.peer;
    if (!servers) return;
    const tell = () => this.#reply({ action: "servers", body: servers.addresses });
    if (servers.addresses.length > 0) tell();
    this.#forgetServers = servers.observe(tell);
  }

  protected override onRefused(code: LoginRefusal, name: string, explanation: string): void {
    this.#reply({ action: "refused", body: explanation || refusalText(code, name) });
  }

  protected override onTooManyTries(): void {
    this.#goodbye(TOO_MANY_LOGINS);
  }

  explainEnd(reason: string): void {
    this.#forgetServers?.();
    this.#reply({ action: "goodbye", body: reason });
  }

  #context(user: User): ActionContext {
    return {
      ...{ hub: this.hub, user, peer: this.peer, isExtended: this.#isExtended },
      stamped: (text) => this.#stamped(text),
    };
  }

  get #isExtended(): boolean {
    return this.dialect === this.#forms.extended;
  }

  /** Returns a body with the last event's id and time, if the client has asked for these. */
  #stamped(text?: string): Message["body"] {
    if (text === undefined) this.peer.history.willConfirm();
    if (!this.#isExtended) return text ?? "";
    const stamp = stampTexts(this.hub.lastStamp);
    return text === undefined ? stamp : [text, ...stamp];
  }

  #login({ source: name, body }: Message): void {
    if (this.user) return this.#error(`Cannot log in: you are "${this.user.name}" already`);
    const [password = "", token, form] = typeof body === "string" ? [body] : body;
    this.dialect = form === EXTENDED ? this.#forms.extended : this.#forms.plain;
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
    if (typeof message.body === "string") return this.peer.send(encodeLine(message));
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

function unknownAction(action: string): string {
  const known = ["login", "logout", "ping", ...Object.keys(ACTIONS)].join(", ");
  return `Unknown action ${quote(action)}: use one of ${known}`;
}
