import type { Message } from "../../framing/messages.ts";
import type { Console } from "../../terminal/console.ts";
import type { Blocking } from "../shared/blocking.ts";
import type { BlockList } from "../shared/block_list.ts";
import { messageText, speakerOf } from "./message_text.ts";
import type { MessengerLink, Request } from "./messenger_link.ts";

/** What a user of the messenger is in the middle of: what its commands act on. */
export class Conversation implements Blocking {
  readonly blocks: BlockList;
  readonly #terminal: Console;
  readonly #link: MessengerLink;
  #users = new Set<string>();
  #channels = new Set<string>();
  #channel: string | undefined;
  #isOver = false;

  constructor(terminal: Console, link: MessengerLink, blocks: BlockList) {
    this.#terminal = terminal;
    this.#link = link;
    this.blocks = blocks;
  }

  /** The channel the user is in, with its `#`. */
  get channel(): string | undefined {
    return this.#channel;
  }

  /** Whether the user wants to go. */
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

  /** Learns the names that are there, without a word to the user. */
  async learnNames(): Promise<void> {
    for (const action of ["users", "channels"]) {
      await this.#link.ask({ action }, (answer) => this.#learn(answer));
    }
  }

  /** Shows what others say and do. */
  onEvent(message: Message): void {
    this.#learn(message);
    const isSpoken = message.action === "message" || message.action === "broadcast";
    if (!isSpoken || !this.blocks.hides(message.source)) this.#show(message);
  }

  /** Has the server do something, and shows its answer. */
  async ask(request: Request): Promise<void> {
    await this.#link.ask(request, (answer) => {
      this.#learn(answer);
      if (answer.action === "joined") this.#channel = answer.destination;
      if (answer.action === "left") this.#channel = undefined;
      this.#show(answer);
    });
  }

  /** Says something in the present channel. */
  async say(text: string): Promise<void> {
    if (this.#channel === undefined) return this.print(IN_NO_CHANNEL);
    await this.ask({ action: "message", destination: this.#channel, body: text });
  }

  /** Leaves the present channel. */
  async leave(): Promise<void> {
    if (this.#channel === undefined) return this.print(IN_NO_CHANNEL);
    await this.ask({ action: "leave", destination: this.#channel });
  }

  /** Ends the conversation. */
  quit(): void {
    this.#isOver = true;
  }

  #show(message: Message): void {
    const text = messageText(message, this.#link.name);
    if (text !== undefined) this.#terminal.print(text, speakerOf(message, this.#link.name));
  }

  #learn({ action, source, destination, body }: Message): void {
    if (action === "users") this.#users = new Set(body);
    if (action === "channels") this.#channels = new Set(body);
    if (source !== "server") this.#users.add(source);
    if (destination.startsWith("#")) this.#channels.add(destination);
    this.#users.delete(this.#link.name);
  }
}

const IN_NO_CHANNEL =
  "You are in no channel: enter one with /join CHANNEL, or make one with /create CHANNEL";
