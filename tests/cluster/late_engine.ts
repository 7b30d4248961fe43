import type { FakeBus, FakeEngine } from "./fake_bus.ts";

/** Something that is on its way. */
interface Held {
  readonly subject: string;
  arrive(): void;
}

/**
 * An engine whose servers' messages stay on their way until the test lets them arrive: everything that one
 * server sends stays in order.
 */
export class LateEngine implements Pick<FakeEngine, "connect"> {
  readonly #engine: FakeEngine;
  #held: Held[] | undefined;

  constructor(engine: FakeEngine) {
    this.#engine = engine;
  }

  /** Reports whether something is on its way: `flush`, or a message or an `answer` with its subject. */
  isHolding(start: string): boolean {
    return this.#held?.some(({ subject }) => subject.startsWith(start)) ?? false;
  }

  /** Keeps messages from arriving, from now on. */
  hold(): void {
    this.#held = [];
  }

  /** Lets everything arrive. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { arrive } of held) arrive();
  }

  connect(): FakeBus {
    const bus = this.#engine.connect();
    const { publish, subscribe, flush } = bus;
    bus.publish = (subject, bytes) => {
      const copy = bytes.slice();
      this.#send(subject, () => publish.call(bus, subject, copy));
    };
    bus.subscribe = (subject, receive) =>
      subscribe.call(bus, subject, (message) => {
        const reply = (bytes: Uint8Array) =>
          this.#send(`answer ${message.subject}`, () => message.reply(bytes));
        receive({ ...message, reply });
      });
    bus.flush = () =>
      new Promise((resolve) => {
        this.#send("flush", () => resolve(flush.call(bus)));
      });
    return bus;
  }

  #send(subject: string, arrive: () => void): void {
    if (this.#held) this.#held.push({ subject, arrive });
    else arrive();
  }
}
