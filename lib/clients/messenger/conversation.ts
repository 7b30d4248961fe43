import { noSuchChannel } from "../../dialects/messenger/texts.ts";
import type { Message } from "../../framing/messages.ts";
import type { BlockList } from "../shared/block_list.ts";
import type { BlockingClient } from "../shared/blocking.ts";
import { RecentNames } from "../shared/recent_names.ts";
import type { Display } from "./display.ts";
import { actionText } from "./message_text.ts";
import { channelNamed, type MessengerConnection, type Request } from "./messenger_connection.ts";

const NOT_IN_CHANNEL =
  "You are in no channel: enter one with /join CHANNEL, or make one with /create CHANNEL";

/** How many channels are listed with the number of their members. */
const MAX_COUNTED_CHANNELS = 10;

/** The ways back into a channel, which others may make or remove meanwhile, and what they led to. */
const REJOINING: readonly (readonly [string, (channel: string) => string])[] = [
  ["join", (channel) => `back in ${channel}`],
  ["create", (channel) => `created ${channel} again: it no longer existed`],
  ["join", (channel) => `back in ${channel}`],
];

/** The parts of a {@linkcode Conversation}. */
export interface ConversationParts {
  readonly connection: MessengerConnection;
  readonly blocks: BlockList;
  readonly display: Display;
  /** Asks the user a question with the answers yes and no; without it, there is nobody to ask. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
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
  readonly #users = new RecentNames();
  readonly #channels = new RecentNames();
  #channel: string | undefined;
  /** The user who sent the last private message. */
  #correspondent: string | undefined;
  #isOver = false;

  constructor({ connection, blocks, display, confirm }: ConversationParts) {
    this.#connection = connection;
    this.blocks = blocks;
    this.#display = display;
    this.#confirm = confirm;
  }

  /** The user's current channel, with its `#`. */
  get channel(): string | undefined {
    return this.#channel;
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
    return this.#users;
  }

  /** The channels that the client has seen, each with its `#`. */
  get channelNames(): Iterable<string> {
    return this.#channels;
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
    const learn = (answer: Message) => this.#learn(answer);
    await Promise.all(
      ["users", "channels"].map((action) => this.#connection.ask({ action }, learn)),
    );
  }

  /** Resolves when few enough requests are pending to send another one. */
  room(): Promise<void> {
    return this.#connection.room();
  }

  /**
   * Goes on with a new connection, and enters the channel again that the user was in. Makes it if it no
   * longer exists.
   *
   * @throws {ConnectionError} when this connection is lost, too.
   */
  async goOnWith(connection: MessengerConnection): Promise<void> {
    this.#connection = connection;
    const destination = this.#channel;
    if (destination === undefined) return this.print("Reconnected");
    this.#channel = undefined;
    for (const [action, done] of REJOINING) {
      const answer = await connection.ask({ action, destination });
      if (answer.action !== "joined") continue;
      this.#channel = destination;
      return this.print(`Reconnected, and ${done(destination)}`);
    }
    this.print(`Reconnected, but not in ${destination}`);
  }

  /** Shows what other users say and do. */
  onEvent(message: Message): void {
    this.#learn(message);
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
    if (this.#channel === undefined) return this.print(NOT_IN_CHANNEL);
    this.#display.record(`[${this.ownName}] ${text}`);
    this.#post({ action: "message", destination: this.#channel, body: text });
  }

  /** Tells the current channel what the user does. */
  act(text: string): void {
    if (this.#channel === undefined) return this.print(NOT_IN_CHANNEL);
    const body = actionText(this.ownName, text);
    this.#post({ action: "message", destination: this.#channel, body }, () => this.print(body));
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

  /**
   * Adds the number of members to the names of channels: `#tea (2)`. If there are many channels, they
   * stay as they are: the server would have to send a list for each.
   */
  async withCounts(channels: readonly string[]): Promise<readonly string[]> {
    if (channels.length > MAX_COUNTED_CHANNELS) return channels;
    return await Promise.all(channels.map(async (destination) => {
      const request = { action: "users", destination };
      // Whoever waits for `failed` learns why there is no answer.
      const answer = await this.#connection.ask(request).catch(() => undefined);
      return answer?.action === "users" ? `${destination} (${answer.body.length})` : destination;
    }));
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
    if (this.#channel === undefined) return this.print(NOT_IN_CHANNEL);
    await this.#change({ action: "leave", destination: this.#channel });
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
      if (answer.action === "joined") this.#channel = answer.destination;
      if (answer.action === "left") this.#channel = undefined;
      if (answer.action !== "error" || answer.body !== silent) this.#display.show(answer);
    });
  }

  /**
   * Sends a request without waiting for its answer.
   *
   * @param onDone Called if the answer is no error. Errors are shown.
   */
  #post(request: Request, onDone?: (answer: Message) => void): void {
    // The members of a channel are not all users.
    const isAboutChannel = request.action === "users" && request.destination !== undefined;
    this.#connection.post(request, (answer) => {
      if (!isAboutChannel) this.#learn(answer);
      if (answer.action === "error" || answer.action === "goodbye") this.#display.show(answer);
      else onDone?.(answer);
    }, () => {
      if (request.body) this.print(`Perhaps not delivered: ${request.body}`);
    });
  }

  #learn({ action, source, destination, body }: Message): void {
    if (action === "users") this.#users.replace(listOf(body));
    if (action === "channels") this.#channels.replace(listOf(body));
    if (source !== "server") this.#users.add(source);
    if (destination.startsWith("#")) this.#channels.add(destination);
    this.#users.delete(this.#connection.name);
  }
}

function listOf(body: Message["body"]): readonly string[] {
  return typeof body === "string" ? [] : body;
}
