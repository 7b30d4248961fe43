import { Refusal } from "../../errors/refusal.ts";
import { formatMessage, type Message, parseMessage } from "../../framing/messages.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { Heartbeat } from "../shared/heartbeat.ts";
import { LineConnection } from "../shared/line_connection.ts";
import { DEFAULT_TIMEOUT_MS, within } from "../shared/timeout.ts";
import { bodyText } from "./message_text.ts";
import { stamped, type StampedMessage } from "./stamped_message.ts";

/** A request to the server. Missing components are empty. */
export type Request = Pick<Message, "action"> & Partial<Message>;

/** The receiver of the events of a {@linkcode MessengerConnection}. */
export interface MessengerHandler {
  /**
   * Handles a message that answers no request, but comes from another user. It may come together
   * with the answer to the login, before the code that waits for that answer goes on.
   *
   * @param ownName The name under which the user is logged in.
   */
  onEvent(message: StampedMessage, ownName: string): void;
  /** Gets every answer of the server before the code that waits for it. */
  onAnswer?(message: StampedMessage): void;
  /** Resolves when the handler can take more messages. */
  ready(): Promise<void>;
}

/** How many requests may wait for their answers before {@linkcode MessengerConnection.room} waits. */
const MAX_PENDING = 100;

/** How long the end of a session waits for the next answer, in milliseconds. */
const QUIT_TIMEOUT_MS = 5000;

/** The most past messages in front of an answer, and their length in UTF-16 code units. */
const MAX_PAST = 1000;
const MAX_PAST_LENGTH = 8 * 1024 * 1024;

/** Handles the answer to a request, with the past messages that came in front of it. */
export type OnAnswer = (answer: StampedMessage, past: readonly StampedMessage[]) => void;

/** A request that waits for its answer. */
interface PendingRequest {
  answer: OnAnswer;
  fail(reason: unknown): void;
}

/** A connection in the messenger dialect. The server answers requests in their order. */
export class MessengerConnection {
  readonly #server: ServerAddress;
  readonly #handler: MessengerHandler;
  readonly #pending: PendingRequest[] = [];
  /** The past messages for the next answer. */
  readonly #past: StampedMessage[] = [];
  #pastLength = 0;
  readonly #failed = Promise.withResolvers<never>();
  /** Resolves when the previous requests are written: writes must not be mixed. */
  #sent = Promise.resolve();
  #hasFailed = false;
  #farewell: string | undefined;
  #servers: readonly string[] = [];
  #heartbeat: Heartbeat | undefined;
  #isReading = true;
  /** Whether the login is the last request that the server has answered. */
  #hasJustEntered = false;
  /** Resolves at the next answer, or when there will be none. */
  #progress = Promise.withResolvers<void>();
  #lines!: LineConnection;
  #name = "";

  private constructor(server: ServerAddress, handler: MessengerHandler) {
    this.#server = server;
    this.#handler = handler;
    // It may reject while nothing awaits it.
    this.#failed.promise.catch(() => {});
  }

  /** @throws {ConnectionError} when the server is unreachable or not trusted. */
  static async connect(
    server: ServerAddress,
    handler: MessengerHandler,
  ): Promise<MessengerConnection> {
    const connection = new MessengerConnection(server, handler);
    connection.#lines = await LineConnection.connect(server, {
      onLine: (line) => {
        const message = parseMessage(line);
        if (!(message instanceof Refusal)) connection.#receive(stamped(message));
        else connection.#fail(new ConnectionError("wrong-dialect", server));
      },
      onClosed: (failure) => connection.#fail(new ConnectionError(failure, server)),
      ready: () => connection.#ready(),
    });
    connection.#lines.ended.catch((bug) => connection.#fail(bug));
    return connection;
  }

  /** The name under which the user is logged in; empty before. */
  get name(): string {
    return this.#name;
  }

  /** The server's last words, once it has ended the session. */
  get farewell(): string | undefined {
    return this.#farewell;
  }

  /** The addresses of the servers of the cluster, as this server has told them; none if it is in none. */
  get servers(): readonly string[] {
    return this.#servers;
  }

  /** Rejects with a {@linkcode ConnectionError} when the server is gone or speaks another dialect. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /**
   * Sends a request, and resolves to the answer.
   *
   * @param onAnswer Gets the answer before the handler gets any later message.
   * @throws {ConnectionError} when the connection ends first, or no answer comes in time.
   */
  async ask(request: Request, onAnswer?: OnAnswer): Promise<StampedMessage> {
    if (this.#hasFailed) return await this.#failed.promise;
    const { promise, resolve, reject } = Promise.withResolvers<StampedMessage>();
    this.#pending.push({
      answer: (message, past) => {
        onAnswer?.(message, past);
        resolve(message);
      },
      fail: reject,
    });
    this.#send(request);
    return await within(this.#server.timeoutMs ?? DEFAULT_TIMEOUT_MS, promise, () => {
      const error = new ConnectionError("silent", this.#server);
      this.#fail(error);
      return error;
    });
  }

  /**
   * Sends a request without waiting for the answer. Requests are answered in their order. If the
   * connection ends first, {@linkcode failed} says so.
   *
   * @param onFailed Called when the connection ends first.
   */
  post(request: Request, onAnswer?: OnAnswer, onFailed = () => {}): void {
    this.ask(request, onAnswer).catch(onFailed);
  }

  /** Resolves when few enough requests are pending to send another one. */
  async room(): Promise<void> {
    while (this.#pending.length >= MAX_PENDING) await this.#progress.promise;
  }

  /**
   * Logs out and waits for the answers to all requests and the last messages of the server, as long
   * as there is progress.
   */
  async finish(): Promise<void> {
    this.#heartbeat?.stop();
    this.post({ action: "logout" });
    while (this.#pending.length > 0 && await this.#progresses());
    await this.#lines.finish();
  }

  /** Resolves to whether another answer arrived in time. */
  async #progresses(): Promise<boolean> {
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), QUIT_TIMEOUT_MS);
    const progress = this.#progress.promise.then(() => true);
    return await Promise.race([progress, late.promise]).finally(() => clearTimeout(timer));
  }

  async #send(request: Request): Promise<void> {
    const message = { source: this.#name, destination: "server", body: "", ...request };
    this.#sent = this.#sent.then(() => this.#lines.send(formatMessage(message)));
    await this.#sent;
  }

  #receive(message: StampedMessage): void {
    this.#heartbeat?.heard();
    if (message.action === "welcome") {
      this.#name = message.destination;
      this.#startHeartbeat();
    }
    if (message.action === "past") {
      this.#pastLength += message.body.length;
      const hasRoom = this.#past.length < MAX_PAST && this.#pastLength <= MAX_PAST_LENGTH;
      if (hasRoom) this.#past.push(message);
      return;
    }
    if (message.action === "servers") this.#servers = [message.body].flat();
    if (message.action === "goodbye") this.#farewell = bodyText(message.body);
    const request = isEvent(message, this.#name) ? undefined : this.#pending.shift();
    if (!request) {
      // The server sends waiting messages, with their times, right after the login.
      const hasWaited = this.#hasJustEntered && message.stamp !== undefined &&
        message.destination === this.#name;
      return this.#handler.onEvent(hasWaited ? { ...message, hasWaited } : message, this.#name);
    }
    this.#hasJustEntered = message.action === "welcome";
    this.#handler.onAnswer?.(message);
    this.#pastLength = 0;
    request.answer(message, this.#past.splice(0));
    this.#hasProgressed();
  }

  #hasProgressed(): void {
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
  }

  async #ready(): Promise<void> {
    this.#isReading = false;
    await this.#handler.ready();
    this.#isReading = true;
  }

  #startHeartbeat(): void {
    this.#heartbeat ??= new Heartbeat({
      ping: () => {
        // A server without pings explains that it does not know them, which is an answer, too.
        this.#pending.push({ answer: () => {}, fail: () => {} });
        this.#send({ action: "ping" });
      },
      onDead: () => {
        this.#fail(new ConnectionError("lost", this.#server));
        this.#lines.close();
      },
      isReading: () => this.#isReading,
      ...this.#server.heartbeat,
    });
  }

  #fail(reason: unknown): void {
    this.#heartbeat?.stop();
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#failed.reject(reason);
    for (const { fail } of this.#pending.splice(0)) fail(reason);
    this.#hasProgressed();
  }
}

/** Returns the address of a channel that was written with or without its `#`. */
export function channelNamed(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}

const EVENTS: ReadonlySet<string> = new Set(["message", "broadcast", "topic", "closed", "servers"]);

/** Reports whether a message is about other users, and so answers no request. */
function isEvent({ action, source }: Message, ownName: string): boolean {
  if (action === "joined" || action === "left") return source !== ownName;
  return EVENTS.has(action);
}
