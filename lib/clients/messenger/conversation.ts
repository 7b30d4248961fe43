import { noSuchChannel } from "../../dialects/messenger/texts.ts";
import type { Message } from "../../framing/messages.ts";
import type { BlockList } from "../shared/block_list.ts";
import type { BlockingClient } from "../shared/blocking.ts";
import { doubtText } from "./catch_up.ts";
import { countedChannels } from "./counted_channels.ts";
import type { Display } from "./display.ts";
import { KnownNames } from "./known_names.ts";
import { actionText } from "./message_text.ts";
import {
  channelNamed,
  type MessengerConnection,
  type OnAnswer,
  type Request,
} from "./messenger_connection.ts";
import { OwnChannel } from "./own_channel.ts";
import { sendServerCommand } from "./server_command.ts";
import type { StampedMessage } from "./stamped_message.ts";

const NOT_IN_CHANNEL =
  "You are in no channel: enter one with /join CHANNEL, or make one with /create CHANNEL";

/** The parts of a {@linkcode Conversation}. */
export interface ConversationParts {
  readonly connection: MessengerConnection;
  readonly blocks: BlockList;
  readonly display: Display;
  /** Asks the user a question with the answers yes and no; without it, there is nobody to ask. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** Asks the user a question without showing the answer; without it, there is nobody to ask. */
  readonly askSecret?: ((question: string) => Promise<string>) | undefined;
  /** Gets the password that the user has given to the own name. */
  onNewPassword?(password: string): void;
}

/**
 * The state of a user's session in the messenger, on which the commands act. Messages are sent
 * without waiting for the answers. Only what changes the channel is waited for.
 */
export class Conversation implements BlockingClient {
  readonly blocks: BlockList;
  #connection: MessengerConnection;
  readonly #display: Display;
  readonly #confirm: ConversationParts["confirm"];
  readonly #onNewPassword: ConversationParts["onNewPassword"];
  readonly askSecret: ConversationParts["askSecret"];
  readonly #own: OwnChannel;
  readonly #names = new KnownNames();
  /** The user who sent the last private message. */
  #correspondent: string | undefined;
  #isOver = false;

  constructor(parts: ConversationParts) {
    const { connection, blocks, display, confirm } = parts;
    this.#onNewPassword = parts.onNewPassword;
    this.askSecret = parts.askSecret;
    this.#connection = connection;
    this.blocks = blocks;
    this.#display = display;
    this.#confirm = confirm;
    this.#own = new OwnChannel({
      ...{ display, blocks },
      present: (message) => this.#present(message),
      post: (request, ...handlers) =>
        this.#post({ ...request, destination: this.channel! }, ...handlers),
    });
  }

  /** The user's current channel, with its `#`. */
  get channel(): string | undefined {
    return this.#own.name;
  }

  /** Whether the user has asked to leave. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get ownName(): string {
    return this.#connection.name;
  }

  /** The other users that the client has seen. */
  get userNames(): Iterable<string> {
    return this.#names.users;
  }

  /** The channels that the client has seen, each with its `#`. */
  get channelNames(): Iterable<string> {
    return this.#names.channels;
  }

  /** The id of the oldest message of the channel that was shown, if there is one. */
  get earliestShown(): number | undefined {
    return this.#own.earliestShown;
  }

  print(text: string): void {
    this.#display.print(text);
  }

  /** Says what is wrong with a line of the user, who may then correct it. */
  reject(line: string, problem: string): void {
    this.print(problem);
    this.#display.putBack(line);
  }

  /** Asks the server for all users and channels, without showing them. */
  async learnNames(): Promise<void> {
    await this.#names.ask(this.#connection);
  }

  /** Resolves when few enough requests are pending to send another one. */
  room(): Promise<void> {
    return this.#connection.room();
  }

  /**
   * Goes on with a new connection, enters the channel again that the user was in, and shows what the
   * user has missed there.
   *
   * @param outcome How the client has connected again, for the user.
   * @throws {ConnectionError} when this connection is lost, too.
   */
  async goOnWith(connection: MessengerConnection, outcome: string): Promise<void> {
    this.#connection = connection;
    await this.#own.goOnWith(connection, outcome);
  }

  /** Tells the user about messages that others may not have got, if there is no way to find out. */
  giveUp(): void {
    this.#own.giveUp();
  }

  /** Shows what other users say and do. */
  onEvent(message: StampedMessage): void {
    this.#learn(message);
    if (!this.#own.takes(message)) this.#present(message);
  }

  #present(message: StampedMessage): void {
    const { action, source, destination } = message;
    const isSpoken = action === "message" || action === "broadcast";
    if (isSpoken && this.blocks.hides(source)) return;
    if (action === "message" && destination === this.ownName && source !== this.ownName) {
      this.#correspondent = source;
    }
    this.#display.show(message);
  }

  /** Sends a message to the current channel. */
  say(text: string): void {
    if (this.channel === undefined) return this.print(NOT_IN_CHANNEL);
    this.#display.record(`[${this.ownName}] ${text}`);
    this.#post({ action: "message", destination: this.channel, body: text });
  }

  /** Tells the current channel what the user does. */
  act(text: string): void {
    if (this.channel === undefined) return this.print(NOT_IN_CHANNEL);
    const body = actionText(this.ownName, text);
    this.#post({ action: "message", destination: this.channel, body }, () => this.print(body));
  }

  /** Sends a message to a user. */
  tell(user: string, text: string): void {
    this.#display.record(`[${this.ownName} to ${user}] ${text}`);
    this.#post({ action: "message", destination: user, body: text });
  }

  /** Sends a message to the user who wrote last to this user alone, and shows who that is. */
  reply(text: string): void {
    const user = this.#correspondent;
    if (user === undefined) return this.print("Nobody has written to you alone yet");
    const request = { action: "message", destination: user, body: text };
    this.#post(request, () => this.print(`[${this.ownName} to ${user}] ${text}`));
  }

  /** Sends a message to all users. The server sends it back. */
  broadcast(text: string): void {
    this.#post({ action: "broadcast", destination: "*", body: text });
  }

  /** Lists all users, or the members of a channel. */
  who(name?: string): void {
    if (name === "--all") return this.sendCommand("/who --all");
    if (name === undefined) {
      return this.#post({ action: "users" }, ({ body }) => this.#display.showNames("user", body));
    }
    const destination = channelNamed(name);
    this.#post(
      { action: "users", destination },
      ({ body }) => this.#display.showNames("user", body, `in ${destination}`),
    );
  }

  /** Lists the channels, for a person with the number of members if there are few channels. */
  list(): void {
    this.#post({ action: "channels" }, async ({ body }) => {
      const isLong = typeof body === "string" || !this.#display.isInteractive;
      this.#display.showNames("channel", isLong ? body : await this.withCounts(body));
    });
  }

  /** Adds the number of members to the names of channels, if these are few. */
  withCounts(channels: readonly string[]): Promise<readonly string[]> {
    return countedChannels(this.#connection, channels);
  }

  /** Enters a channel. If there is none of that name, makes it if the user agrees. */
  async join(name: string): Promise<void> {
    const destination = channelNamed(name);
    const missing = noSuchChannel(destination);
    const { action, body } = await this.#change({ action: "join", destination }, missing);
    if (action !== "error" || body !== missing) return;
    if (this.#confirm === undefined) return this.print(`${missing}: make it with /create ${name}`);
    if (await this.#confirm(`There is no ${destination} yet. Make it?`)) await this.create(name);
  }

  /** Makes a channel and enters it. */
  async create(name: string): Promise<void> {
    await this.#change({ action: "create", destination: channelNamed(name) });
  }

  /** Leaves the current channel. */
  async leave(): Promise<void> {
    if (this.channel === undefined) return this.print(NOT_IN_CHANNEL);
    await this.#change({ action: "leave", destination: this.channel });
  }

  /** Returns the current channel; says so if there is none. */
  ownChannel(): OwnChannel | undefined {
    if (this.channel !== undefined) return this.#own;
    this.print(NOT_IN_CHANNEL);
  }

  /** Sends a command that the server carries out, and shows the answer. */
  sendCommand(line: string): void {
    sendServerCommand(line, {
      post: (...request) => this.#post(...request),
      print: (text) => this.print(text),
      show: (answer) => this.#display.show(answer),
      onNewPassword: (password) => this.#onNewPassword?.(password),
    });
  }

  toggleQuiet(): void {
    this.#display.toggleQuiet();
  }

  quit(): void {
    this.#isOver = true;
  }

  /**
   * Sends a request that changes the channel, and waits for the answer: lines typed later belong to
   * the new channel.
   *
   * @param silent The text of an error that is not shown.
   */
  async #change(request: Request, silent?: string): Promise<Message> {
    return await this.#connection.ask(request, (answer) => {
      this.#learn(answer);
      if (answer.action !== "error" || answer.body !== silent) this.#display.show(answer);
      this.#own.onAnswer(answer, this.#connection);
    });
  }

  /**
   * Sends a request without waiting for its answer.
   *
   * @param onDone Called if the answer is no error.
   * @param onError Called otherwise; by default it shows the answer.
   */
  #post(
    request: Request,
    onDone?: OnAnswer,
    onError = (answer: Message) => this.#display.show(answer),
  ): void {
    // The members of a channel are not all users.
    const isAboutChannel = request.action === "users" && request.destination !== undefined;
    this.#connection.post(request, (answer, past) => {
      if (!isAboutChannel) this.#learn(answer);
      this.#own.onAnswer(answer, this.#connection);
      if (answer.action === "error" || answer.action === "goodbye") onError(answer);
      else onDone?.(answer, past);
    }, () => this.#onUnanswered(request));
  }

  #onUnanswered({ action, destination, body }: Request): void {
    if (!body || action === "history" || action === "search" || action === "blocks") return;
    if (action === "command") return this.print(`Perhaps not done: ${String(body).split(" ", 1)}`);
    if (this.#display.isInteractive && destination === this.channel) this.#own.doubt(String(body));
    else this.print(doubtText(String(body)));
  }

  #learn(message: Message): void {
    this.#names.learn(message, this.ownName);
  }
}
