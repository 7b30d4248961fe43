import assert from "node:assert/strict";
import { Channel } from "../../lib/chat/channel.ts";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { SharedState } from "../../lib/cluster/state/shared_state.ts";
import { NO_HISTORY } from "../../lib/history/history.ts";
import { type Status, statusLine } from "../../lib/net/status.ts";
import { accountCommands } from "../../lib/serving/commands/accounts.ts";
import { orderCommands } from "../../lib/serving/commands/order.ts";
import { type Actor, SERVER_OPERATOR } from "../../lib/serving/commands/server_command.ts";
import { ServerCommands } from "../../lib/serving/commands/server_commands.ts";
import { Mailbox } from "../../lib/serving/mailbox.ts";
import { Moderation } from "../../lib/serving/moderation/moderation.ts";
import { Roster } from "../../lib/serving/roster.ts";
import { WaitingDelivery } from "../../lib/serving/waiting_delivery.ts";
import { Store } from "../../lib/store/store.ts";
import { WaitingTable } from "../../lib/store/waiting_table.ts";
import { accountsIn, PASSWORD } from "../serving/registered_chat.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { settle } from "../support/settle.ts";
import type { BucketChange } from "./change_bucket.ts";
import type { FakeBus, FakeEngine } from "./fake_bus.ts";

/** The moment at which the time of a {@linkcode StateServer} starts. */
export const NOON = new Date(2026, 10, 26, 12, 0).getTime();

let lastId = 1000 * NOON;

/** The parts of a chat server that share their state with others, without sockets. */
export class StateServer implements Disposable {
  readonly bus: FakeBus;
  readonly clock = new ManualClock();
  readonly store = new Store();
  readonly accounts = accountsIn(this.store, undefined, undefined, () => this.now);
  readonly waiting = new WaitingTable(this.store);
  readonly roster = new Roster();
  /** What users read. */
  readonly heard: string[] = [];
  /** Why users were disconnected. */
  readonly ended: string[] = [];
  readonly statuses: string[] = [];
  readonly moderation: Moderation;
  readonly hub: Hub;
  readonly mailbox: Mailbox;
  readonly commands: ServerCommands;
  /** The channels on whose topics the servers have agreed by events. */
  readonly agreed = new Set<string>();
  /** The bytes that each connection has not taken. */
  backlog = 0;
  now = NOON;
  #state: SharedState | undefined;

  private constructor(engine: FakeEngine, readonly name: string) {
    this.bus = engine.connect();
    const onStatus = (status: Status) => this.statuses.push(statusLine(status));
    this.moderation = new Moderation({ store: this.store, now: () => this.now, onStatus });
    const { mutes, topics } = this.moderation;
    this.hub = new Hub({
      ...{ sinks: [{ emit: (event) => this.#hear(event) }], now: () => this.now },
      takeForAbsent: (from, address, text) => this.mailbox.take(from, address, text),
      silence: (user) => mutes.silence(user),
      topicOf: (name) => topics.of(name),
    });
    this.mailbox = new Mailbox({
      ...{ hub: this.hub, accounts: this.accounts, table: this.waiting, maxBytes: 2 ** 20 },
      now: () => this.now,
      nextId: () => ++lastId,
      charge() {},
      deliverAgain: (user) => this.roster.sessions.get(user)?.deliverAgain(),
      onProblem: (error) => assert.fail(error),
    });
    this.moderation.attach({ hub: this.hub, roster: this.roster, history: NO_HISTORY });
    this.commands = new ServerCommands([
      accountCommands(this.accounts, { hub: this.hub }),
      ...orderCommands(this.moderation),
    ]);
  }

  /**
   * Starts a server. It has the shared state when this resolves.
   *
   * @param change Changes what its buckets do.
   */
  static async start(
    engine: FakeEngine,
    name: string,
    change: BucketChange = (bucketOf) => bucketOf,
  ): Promise<StateServer> {
    const server = new StateServer(engine, name);
    server.bus.bucket = change(server.bus.bucket.bind(server.bus));
    const { accounts, clock, mailbox, moderation, store, statuses } = server;
    server.#state = await SharedState.open(server.bus, {
      ...{ accounts, clock, mailbox, moderation, store, server: name },
      now: () => server.now,
      nextId: () => ++lastId,
      onStatus: (status) => statuses.push(statusLine(status)),
      isTopicAgreed: ({ name }) => server.agreed.has(name),
    });
    return server;
  }

  get state(): SharedState {
    return this.#state!;
  }

  /** Cuts the connection to the engine, or restores it and lets the server catch up. */
  async connect(isConnected: boolean): Promise<void> {
    this.bus.connect(isConnected);
    if (isConnected) await this.pass(1000);
  }

  /** Lets the time pass, and everything happen that is due. */
  async pass(durationMs: number): Promise<void> {
    await settle();
    this.clock.advance(durationMs);
    await settle();
  }

  /** Gives a command at the server's terminal, or as a user. Returns the answer. */
  async run(text: string, name?: string): Promise<string[]> {
    const user = name === undefined ? undefined : this.hub.user(name);
    const asUser = user && {
      ...{ name: user.name, user, isHere: () => this.roster.sessions.has(user) },
      isOperator: this.moderation.operators.has(user),
      pause: () => Promise.resolve(),
    };
    const actor: Actor = { ...SERVER_OPERATOR, ...asUser };
    const reply = await this.commands.run(actor, text);
    assert(reply !== undefined, text);
    return reply instanceof Refusal ? [`refused: ${reply.explanation}`] : [...reply];
  }

  async register(name: string, password = PASSWORD): Promise<string | undefined> {
    const request = { network: "", isCurrent: () => true };
    return (await this.accounts.setPassword(name, password, request))?.explanation;
  }

  /** Logs a user in, who has a connection to this server. */
  login(name: string, hostname = "192.0.2.1"): User {
    const user = this.hub.login(name);
    assert(user instanceof User);
    const backlog = () => this.backlog;
    const connection = {
      outbox: {
        get ownBacklog() {
          return backlog();
        },
      },
      setTimer: (delayMs: number, callback: () => void) => this.clock.setTimer(delayMs, callback),
      onInternalError: (error: unknown) => assert.fail(error as Error),
    };
    const delivery = new WaitingDelivery(connection, this.mailbox, user);
    this.#deliveries.set(user, delivery);
    this.roster.add(user, {
      ...{ peer: { hostname, port: 1 }, dialect: "test", loggedInAt: this.now, charge() {} },
      owner: { key: undefined, readsIds: false },
      deliverAgain: () => delivery.deliver(),
      putOut: (text) => {
        this.ended.push(`${user.name}: ${text}`);
        this.logout(user);
      },
    });
    delivery.deliver();
    return user;
  }

  readonly #deliveries = new Map<User, WaitingDelivery>();

  logout(user: User): void {
    this.#deliveries.get(user)!.end();
    this.roster.remove(user);
    this.hub.logout(user);
  }

  /** Creates a channel, as all servers do. */
  channel(name: string): Channel {
    const channel = this.hub.createChannel(name);
    assert(channel instanceof Channel);
    return channel;
  }

  /** What operators and users are told about the shared state, the same on all servers. */
  async answers(): Promise<Record<string, unknown>> {
    const { accounts } = this;
    const names = this.store.database.prepare("SELECT key FROM accounts ORDER BY key").all()
      .map((row) => String(row["key"]));
    return {
      bans: await this.run("/bans"),
      mutes: await this.run("/mutes"),
      operators: await this.run("/operators"),
      log: await this.run("/log 1000"),
      topics: this.store.database.prepare(
        "SELECT key, topic, topic_author, topic_time, is_topic_locked FROM channels ORDER BY key",
      ).all(),
      accounts: names.map((name) => accounts.find(name)),
      blocks: names.map((name) => accounts.blocks(name)),
      waiting: this.store.database.prepare("SELECT * FROM waiting ORDER BY id").all(),
    };
  }

  #hear(event: ChatEvent): void {
    if (event.type !== "private" || !this.roster.sessions.has(event.to)) return;
    const { from, to, text, plainText = text } = event;
    this.heard.push(`${from.name} to ${to.name}: ${plainText}`);
  }

  [Symbol.dispose](): void {
    this.state.close();
    this.store[Symbol.dispose]();
  }
}
