import { setImmediate } from "node:timers/promises";
import { ManualClock } from "../support/manual_clock.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { logIn } from "../support/messenger_peer.ts";
import { ClusterServer } from "./cluster_server.ts";
import { FakeEngine } from "./fake_bus.ts";
import { EPOCH_MS } from "./model_time.ts";
import { IrcTracker } from "./irc_tracker.ts";

/** How far the clock moves at once. */
const STEP_MS = 250;

/** Longer than servers take to agree again, in milliseconds. */
const HEALING_MS = 15_000;

/** How long an answer takes at most that waits for nothing, in milliseconds. */
const PATIENCE_MS = 100;

async function waitAtMost(ms: number, doing: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([doing, promise]).finally(() => clearTimeout(timer));
}

/** The clients that only look, on one server. */
export interface Observers {
  readonly irc: IrcTracker;
  readonly messenger: LineClient;
  readonly channel: FrameClient;
}

/** Servers of a cluster in this process that can be cut off from each other, and their clients. */
export class SplitStage implements AsyncDisposable {
  readonly #clock = new ManualClock();
  readonly engine = new FakeEngine(this.#clock);
  readonly servers: ClusterServer[] = [];
  readonly observers: Observers[] = [];
  readonly users = new Map<string, IrcTracker>();
  readonly #stack = new AsyncDisposableStack();

  static async start(count: number): Promise<SplitStage> {
    const stage = new SplitStage();
    for (let index = 0; index < count; index++) await stage.#addServer(index);
    for (const index of stage.servers.keys()) await stage.#observe(index);
    await stage.pass(2000);
    return stage;
  }

  async #addServer(index: number): Promise<void> {
    const address = `127.0.0.1:${index + 1}`;
    let isStarting = true;
    const starting = ClusterServer.start(
      this.engine,
      address,
      this.#clock,
      () => EPOCH_MS + this.#clock.now(),
    )
      .finally(() => isStarting = false);
    while (isStarting) await this.pass(STEP_MS);
    this.servers.push(this.#stack.use(await starting));
  }

  async #observe(index: number): Promise<void> {
    const { port } = this.servers[index]!.chat;
    this.observers.push({
      irc: this.#stack.use(await IrcTracker.connect(port, `watch${index}`)),
      messenger: this.#stack.use(await logIn(port, `look${index}`)),
      channel: this.#stack.use(await FrameClient.connect(port, `gaze${index}`)),
    });
  }

  /** Logs a user of IRC in. */
  async connect(nick: string, server: number): Promise<void> {
    const { port } = this.servers[server]!.chat;
    this.users.set(nick, this.#stack.use(await IrcTracker.connect(port, nick)));
    await this.pass(STEP_MS);
  }

  /** Lets time pass for the servers. */
  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += STEP_MS) {
      await setImmediate();
      this.#clock.advance(Math.min(STEP_MS, durationMs - passedMs));
    }
    await setImmediate();
  }

  /** Lets time pass until something is done that may have to wait for it. */
  async passUntil(doing: Promise<unknown>): Promise<void> {
    let isDone = false;
    const done = doing.finally(() => isDone = true);
    await waitAtMost(PATIENCE_MS, done);
    while (!isDone) {
      await this.pass(50);
      await waitAtMost(2, done);
    }
    await done;
  }

  /** Lets all servers reach each other again, and waits until they agree. */
  async heal(): Promise<void> {
    this.engine.unite();
    for (const { bus } of this.servers) bus.connect(true);
    await this.pass(HEALING_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    let isEnding = true;
    const ending = this.#stack.disposeAsync().finally(() => isEnding = false);
    while (isEnding) await this.pass(STEP_MS);
    await ending;
  }
}
