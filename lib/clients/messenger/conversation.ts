import type { Message } from "../../framing/messages.ts";
import type { Console } from "../../terminal/console.ts";
import type { BlockList } from "../shared/block_list.ts";
import type { BlockingClient } from "../shared/blocking.ts";
import { messageText, speakerOf } from "./message_text.ts";
import { RecentNames } from "../shared/recent_names.ts";
import type { MessengerConnection, Request } from "./messenger_connection.ts";

const NOT_IN_CHANNEL =
  "You are in no channel: enter one with /join CHANNEL, or make one with /create CHANNEL";

/** The state of a user's session in the messenger, on which the commands act. */
export class Conversation implements BlockingClient {
  readonly blocks: BlockList;
  readonly #terminal: Console;
  readonly #connection: MessengerConnection;
  readonly #users = new RecentNames();
  readonly #channels = new RecentNames();
  #channel: string | undefined;
  #isOver = false;

  constructor(terminal: Console, connection: MessengerConnection, blocks: BlockList) {
    this.#terminal = terminal;
    this.#connection = connection;
    this.blocks = blocks;
  }

  /** The user's current channel, with its `#`. */
  get channel(): string | undefined {
    return this.#channel;
  }

  /** Whether the user has asked to leave. */
  get isOver(): boolean {
    return this.#isOver;
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
    this.#terminal.print(text);
  }

  /** Asks the server for all users and channels, without showing them. */
  async learnNames(): Promise<void> {
    for (const action of ["users", "channels"]) {
      await this.#connection.ask({ action }, (answer) => this.#learn(answer));
    }
  }

  /** Shows what other users say and do. */
  onEvent(message: Message): void {
    this.#learn(message);
    const isSpoken = message.action === "message" || message.action === "broadcast";
    if (!isSpoken || !this.blocks.hides(message.source)) this.#show(message);
  }

  /** Sends a request and shows the answer. */
  async ask(request: Request): Promise<void> {
    await this.#connection.ask(request, (answer) => {
      this.#learn(answer);
      if (answer.action === "joined") this.#channel = answer.destination;
      if (answer.action === "left") this.#channel = undefined;
      this.#show(answer);
    });
  }

  /** Sends a message to the current channel. */
  async say(text: string): Promise<void> {
    if (this.#channel === undefined) return this.print(NOT_IN_CHANNEL);
    await this.ask({ action: "message", destination: this.#channel, body: text });
  }

  /** Leaves the current channel. */
  async leave(): Promise<void> {
    if (this.#channel === undefined) return this.print(NOT_IN_CHANNEL);
    await this.ask({ action: "leave", destination: this.#channel });
  }

  quit(): void {
    this.#isOver = true;
  }

  #show(message: Message): void {
    const { name } = this.#connection;
    const text = messageText(message, name);
    if (text !== undefined) this.#terminal.print(text, speakerOf(message, name));
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
