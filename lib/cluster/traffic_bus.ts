import type { Bus, BusMessage, Ending, StreamEntry, StreamName } from "./bus.ts";

/** The parts of a bus that carry messages. */
export type TrafficBus = Pick<
  Bus,
  "publish" | "append" | "isConnected" | "subscribe" | "request" | "read" | "lastSequence" | "purge"
>;

/**
 * A bus whose subscribers may throw: an exception in one would end the connection to NATS, and with it
 * everything that other servers have to say.
 */
export class GuardedBus implements TrafficBus {
  readonly #bus: TrafficBus;
  readonly #report: (error: unknown) => void;

  /** @param report Gets the exceptions. */
  constructor(bus: TrafficBus, report: (error: unknown) => void) {
    this.#bus = bus;
    this.#report = report;
  }

  get isConnected(): boolean {
    return this.#bus.isConnected;
  }

  publish(subject: string, bytes: Uint8Array): void {
    this.#bus.publish(subject, bytes);
  }

  append(stream: StreamName, subject: string, bytes: Uint8Array, id: string): Promise<number> {
    return this.#bus.append(stream, subject, bytes, id);
  }

  subscribe(subject: string, receive: (message: BusMessage) => void): Ending {
    return this.#bus.subscribe(subject, (message) => {
      try {
        receive(message);
      } catch (error) {
        this.#report(error);
      }
    });
  }

  request(subject: string, bytes: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    return this.#bus.request(subject, bytes, timeoutMs);
  }

  read(stream: StreamName, subject: string, after: number): AsyncIterable<StreamEntry> {
    return this.#bus.read(stream, subject, after);
  }

  lastSequence(stream: StreamName): Promise<number> {
    return this.#bus.lastSequence(stream);
  }

  purge(stream: StreamName, subject: string): Promise<void> {
    return this.#bus.purge(stream, subject);
  }
}
