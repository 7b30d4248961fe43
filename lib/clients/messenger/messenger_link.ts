import { Refusal } from "../../errors/refusal.ts";
import { formatMessage, type Message, parseMessage } from "../../framing/messages.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { LineLink, ServerGone } from "../shared/line_link.ts";

/** What is asked of a server; what is left out is empty. */
export type Request = Pick<Message, "action"> & Partial<Message>;

/** Who hears what happens on a {@linkcode MessengerLink}. */
export interface MessengerHandler {
  /** Something that is no answer: what others say and do. */
  onEvent(message: Message): void;
  /** Every message of the server, answers included, before anything is done about it. */
  onMessage?(message: Message): void;
  /** Resolves when further messages can be taken. */
  ready(): Promise<void>;
}

/** A request that waits for its answer. */
interface Question {
  answer(message: Message): void;
  fail(reason: unknown): void;
}

/** A connection on which the messenger dialect is spoken. The server answers requests in their order. */
export class MessengerLink {
  readonly #handler: MessengerHandler;
  readonly #questions: Question[] = [];
  readonly #gone = Promise.withResolvers<never>();
  /** Resolves when what was asked is written: requests must not get into each other. */
  #sent = Promise.resolve();
  #isGone = false;
  #link!: LineLink;
  #name = "";

  private constructor(handler: MessengerHandler) {
    this.#handler = handler;
    // It may happen while nobody is waiting for it.
    this.#gone.promise.catch(() => {});
  }

  /** @throws {ServerGone} when the server cannot be reached. */
  static async connect(
    at: ServerAddress,
    handler: MessengerHandler,
  ): Promise<MessengerLink> {
    const link = new MessengerLink(handler);
    link.#link = await LineLink.connect(at, {
      onLine: (line) => {
        const message = parseMessage(line);
        if (message instanceof Refusal) link.#lose(new ServerGone("foreign", at));
        else link.#take(message);
      },
      onClosed: () => link.#lose(new ServerGone("disconnected", at)),
      ready: () => handler.ready(),
    });
    return link;
  }

  /** The name under which one is logged in; empty before. */
  get name(): string {
    return this.#name;
  }

  /** Rejects with {@linkcode ServerGone} when the connection has ended, or does not speak the dialect. */
  get gone(): Promise<never> {
    return this.#gone.promise;
  }

  /**
   * Sends a request, and resolves to the answer.
   *
   * @param onAnswer Gets the answer before anything that the server said behind it.
   * @throws {ServerGone} when none will come.
   */
  async ask(request: Request, onAnswer?: (answer: Message) => void): Promise<Message> {
    if (this.#isGone) return await this.#gone.promise;
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    this.#questions.push({
      answer: (message) => {
        onAnswer?.(message);
        resolve(message);
      },
      fail: reject,
    });
    this.#send(request);
    return await promise;
  }

  /** Logs out, and waits for what the server still has to say. */
  async finish(): Promise<void> {
    this.#questions.push({ answer: () => {}, fail: () => {} });
    await this.#send({ action: "logout" });
    await this.#link.finish();
  }

  async #send(request: Request): Promise<void> {
    const message = { source: this.#name, destination: "server", body: "", ...request };
    this.#sent = this.#sent.then(() => this.#link.send(formatMessage(message)));
    await this.#sent;
  }

  #take(message: Message): void {
    if (message.action === "welcome") this.#name = message.destination;
    this.#handler.onMessage?.(message);
    const question = isEvent(message, this.#name) ? undefined : this.#questions.shift();
    if (question) question.answer(message);
    else this.#handler.onEvent(message);
  }

  #lose(reason: ServerGone): void {
    this.#isGone = true;
    this.#gone.reject(reason);
    for (const { fail } of this.#questions.splice(0)) fail(reason);
  }
}

/** A channel as it is addressed, whether it was written with its `#` or without. */
export function channelNamed(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}

/** Whether a message is about others, and so no answer. */
function isEvent({ action, source }: Message, ownName: string): boolean {
  if (action === "joined" || action === "left") return source !== ownName;
  return action === "message" || action === "broadcast";
}
