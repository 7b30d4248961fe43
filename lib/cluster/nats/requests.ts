import { BusError, type Ending } from "../bus.ts";
import { type Link, LOST, NO_CONNECTION } from "./link.ts";
import { encodeHeaders, type HeaderBlock } from "./headers.ts";
import type { NatsMessage } from "./package.ts";

/** How long NATS may take to confirm a message or a change, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 1000;

/** How long NATS may take to describe a stream or to make a consumer, in milliseconds. */
const API_TIMEOUT_MS = 2000;

/** How often requests are checked for their timeouts, in milliseconds. */
const SWEEP_MS = 50;

/** The status of a request that nobody listens to. */
const NO_RESPONDERS = 503;

/** An error that JetStream has answered. */
export class JetStreamError extends BusError {
  constructor(readonly code: number, description: string) {
    super(`JetStream answers: ${description}`);
  }
}

/** Nobody subscribes to the subject of a request. */
export class NoListenerError extends BusError {
  constructor(subject: string) {
    super(`Nobody listens to "${subject}" at NATS`);
  }
}

/** Place in a stream of a message that JetStream has stored. */
interface Acknowledgement {
  readonly seq: number;
}

interface Pending {
  readonly subject: string;
  readonly deadline: number;
  resolve(message: NatsMessage): void;
  reject(error: BusError): void;
}

/**
 * Requests, and their answers. All answers arrive by one subscription: a subscription for each, or the
 * functions of the package for JetStream, would cost several times as much.
 */
export class Requests {
  readonly #link: Link;
  readonly #inbox = `_INBOX.${crypto.randomUUID().replaceAll("-", "")}`;
  readonly #subscription: Ending;
  readonly #pending = new Map<string, Pending>();
  #count = 0;
  /** While there are requests without an answer: checks their timeouts. */
  #timer: ReturnType<typeof setInterval> | undefined;
  #loss: Ending | undefined;

  constructor(link: Link) {
    this.#link = link;
    this.#subscription = link.subscribe(`${this.#inbox}.>`, (message) => this.#receive(message));
  }

  /** Whether the answer to a message goes to JetStream's confirmations, and to nobody else. */
  static isConfirmed(reply: string): boolean {
    return reply.startsWith("_INBOX.") && reply.includes(".ack.");
  }

  /**
   * Sends a message, and resolves with the answer.
   *
   * @throws {BusError} at once if there is no connection, nobody listens or the message is too large;
   * or after the timeout.
   */
  ask(
    subject: string,
    bytes: Uint8Array | undefined,
    timeoutMs: number,
    headers?: HeaderBlock,
    kind: "ask" | "ack" = "ask",
  ): Promise<NatsMessage> {
    const token = `${kind}.${(this.#count++).toString(36)}`;
    const reply = `${this.#inbox}.${token}`;
    const { promise, resolve, reject } = Promise.withResolvers<NatsMessage>();
    if (bytes && bytes.length > this.#link.maxBytes) {
      reject(new BusError(tooLarge(bytes, this.#link.maxBytes)));
      return promise;
    }
    if (!this.#link.publish(subject, bytes, headers ? { reply, headers } : { reply })) {
      reject(new BusError(NO_CONNECTION));
      return promise;
    }
    const deadline = performance.now() + timeoutMs;
    this.#pending.set(token, { subject, deadline, resolve, reject });
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => this.#sweep(), SWEEP_MS);
      this.#loss = this.#link.onLoss(() => this.#failAll());
    }
    return promise;
  }

  /** Sends a message to a stream, and resolves with its place. */
  store(subject: string, bytes?: Uint8Array, headers?: Record<string, string>): Promise<number> {
    const block = headers && encodeHeaders(headers);
    return this.ask(subject, bytes, ANSWER_TIMEOUT_MS, block, "ack").then(readPlace);
  }

  /** Calls JetStream's API. */
  async api<Answer>(
    operation: string,
    options: unknown = {},
    timeoutMs = API_TIMEOUT_MS,
  ): Promise<Answer> {
    const bytes = new TextEncoder().encode(JSON.stringify(options));
    return parse(await this.ask(`$JS.API.${operation}`, bytes, timeoutMs));
  }

  /** Resolves when all requests have their answers, or their timeouts. */
  async settle(): Promise<void> {
    const all = Array.from(this.#pending.values(), (pending) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const { resolve: answer, reject } = pending;
      pending.resolve = (message) => (answer(message), resolve());
      pending.reject = (error) => (reject(error), resolve());
      return promise;
    });
    await Promise.all(all);
  }

  close(): void {
    this.#subscription.end();
    this.#failAll();
  }

  #receive(message: NatsMessage): void {
    const token = message.subject.slice(this.#inbox.length + 1);
    const pending = this.#pending.get(token);
    if (!pending) return;
    this.#pending.delete(token);
    if (message.headers?.code === NO_RESPONDERS && message.data.length === 0) {
      pending.reject(new NoListenerError(pending.subject));
    } else {
      pending.resolve(message);
    }
  }

  #sweep(): void {
    const now = performance.now();
    for (const [token, { deadline, reject }] of this.#pending) {
      if (deadline > now) continue;
      this.#pending.delete(token);
      reject(new BusError("NATS did not answer in time"));
    }
    if (this.#pending.size === 0) this.#stopSweeping();
  }

  #stopSweeping(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#loss?.end();
  }

  #failAll(): void {
    this.#stopSweeping();
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of all) reject(new BusError(LOST));
  }
}

/** Returns why NATS does not take a message. */
export function tooLarge({ length }: Uint8Array, maxBytes: number): string {
  return `A message of ${length} bytes is too large for NATS, which takes ${maxBytes}`;
}

/**
 * Reads an answer of JetStream.
 *
 * @throws {JetStreamError} if the answer is an error.
 */
function parse<Answer>({ data }: NatsMessage): Answer {
  const answer = JSON.parse(decoder.decode(data));
  if (answer.error) {
    const { err_code: code, code: status, description } = answer.error;
    throw new JetStreamError(code ?? status, description);
  }
  return answer;
}

const readPlace = (answer: NatsMessage) => parse<Acknowledgement>(answer).seq;

const decoder = new TextDecoder();
