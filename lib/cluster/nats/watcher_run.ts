import { BusError, type Ending } from "../bus.ts";
import type { BucketPlace } from "./bucket_place.ts";
import { type Consumer, makeConsumer, removeConsumer } from "./consumer.ts";
import { readDelivery } from "./delivery.ts";
import { type Link, LOST } from "./link.ts";
import type { NatsHeaders, NatsMessage } from "./package.ts";
import type { Requests } from "./requests.ts";

/** How often JetStream gives a sign of life when nothing changes, in milliseconds. */
const HEARTBEAT_MS = 2000;

/** A consumer that is silent for this long is gone, in milliseconds. */
const MAX_SILENCE_MS = 3 * HEARTBEAT_MS;

/** The status of JetStream's signs of life. */
const IDLE = 100;

/** What a run reports. */
export interface RunEvents {
  onRecord(subject: string, value: Uint8Array | undefined): void;
  /** Gets the subjects of all records, once each has been reported. */
  onComplete(seen: ReadonlySet<string>): void;
  /** The run has missed something, or was cut off. */
  onEnd(): void;
}

/** One consumer of a watcher, from the first record to whatever ends it. */
export class WatcherRun {
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #place: BucketPlace;
  readonly #events: RunEvents;
  readonly #seen = new Set<string>();
  readonly #complete = Promise.withResolvers<void>();
  readonly #endings: Ending[] = [];
  #early: NatsMessage[] | undefined = [];
  #consumer: Consumer | undefined;
  #isComplete = false;
  #isEnded = false;
  #count = 0;
  #heardAt = performance.now();

  constructor(link: Link, requests: Requests, place: BucketPlace, events: RunEvents) {
    this.#link = link;
    this.#requests = requests;
    this.#place = place;
    this.#events = events;
    // Nobody may wait for it.
    this.#complete.promise.catch(() => {});
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Resolves once all records have been reported. */
  async start(): Promise<void> {
    const inbox = `_INBOX.${crypto.randomUUID().replaceAll("-", "")}`;
    const receive = (message: NatsMessage) => {
      if (this.#early) this.#early.push(message);
      else this.#receive(message);
    };
    this.#endings.push(this.#link.subscribe(inbox, receive), this.#link.onLoss(() => this.#cut()));
    const timer = setInterval(() => {
      if (performance.now() - this.#heardAt > MAX_SILENCE_MS) this.#cut();
    }, HEARTBEAT_MS);
    this.#endings.push({ end: () => clearInterval(timer) });
    const consumer = await makeConsumer(this.#requests, this.#place.stream, {
      deliver_subject: inbox,
      deliver_policy: "last_per_subject",
      filter_subject: `${this.#place.prefix}>`,
      flow_control: true,
      idle_heartbeat: HEARTBEAT_MS * 1e6,
    });
    this.#consumer = consumer;
    if (this.#isEnded) removeConsumer(this.#link, this.#place.stream, consumer);
    if (consumer.waiting === 0) this.#completed();
    const early = this.#early!;
    this.#early = undefined;
    for (const message of early) this.#receive(message);
    await this.#complete.promise;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    for (const ending of this.#endings) ending.end();
    if (this.#consumer) removeConsumer(this.#link, this.#place.stream, this.#consumer);
    this.#complete.reject(new BusError(LOST));
  }

  #cut(): void {
    if (this.#isEnded) return;
    this.end();
    this.#events.onEnd();
  }

  #receive(message: NatsMessage): void {
    if (this.#isEnded) return;
    this.#heardAt = performance.now();
    const { subject, data, reply, headers } = message;
    if (headers?.code === IDLE) return this.#receiveIdle(reply, headers);
    if (!reply) return;
    const delivery = readDelivery(reply);
    if (delivery.count !== ++this.#count) return this.#cut();
    const isRemoved = (headers?.get("KV-Operation") ?? "") !== "";
    if (!this.#isComplete && !isRemoved) this.#seen.add(subject);
    this.#events.onRecord(subject, isRemoved ? undefined : data);
    if (this.#isComplete) return;
    if (delivery.left === 0 || this.#count >= this.#consumer!.waiting) this.#completed();
  }

  #receiveIdle(reply: string | undefined, headers: NatsHeaders): void {
    const flow = reply || headers.get("Nats-Consumer-Stalled");
    if (flow) this.#link.publish(flow);
    const last = headers.get("Nats-Last-Consumer");
    if (last !== "" && Number(last) !== this.#count) this.#cut();
    // Nothing is left to be delivered: what was missing has been removed meanwhile.
    else if (!flow && !this.#isComplete) this.#completed();
  }

  #completed(): void {
    this.#isComplete = true;
    this.#events.onComplete(this.#seen);
    this.#seen.clear();
    this.#complete.resolve();
  }
}
