import { Channel } from "../../lib/chat/channel.ts";
import type { ChatEvent, EventSink } from "../../lib/chat/event.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { modeFieldsOf, rightOf } from "../../lib/chat/modes_state.ts";
import { User } from "../../lib/chat/user.ts";
import { Cluster } from "../../lib/cluster/cluster.ts";
import { ClusterHistory } from "../../lib/cluster/cluster_history.ts";
import { ClusterIds } from "../../lib/cluster/cluster_ids.ts";
import { ClusterNames } from "../../lib/cluster/cluster_names.ts";
import { Membership } from "../../lib/cluster/membership.ts";
import { ServerNews } from "../../lib/cluster/server_news.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { HistorySink } from "../../lib/serving/history_sink.ts";
import { type DirectEvent, MissedMessages } from "../../lib/serving/missed_messages.ts";
import { Roster } from "../../lib/serving/roster.ts";
import { ServerList } from "../../lib/serving/server_list.ts";
import { ManualClock } from "../support/manual_clock.ts";
import type { FakeBus } from "./fake_bus.ts";
import type { Model } from "./model.ts";
import { arrive, EPOCH_MS, STEP_MS } from "./model_time.ts";

/** A user of a {@linkcode ModelServer}, with everything that the client would read. */
export interface ModelUser {
  readonly user: User;
  readonly heard: string[];
  /** The ids of the private messages and broadcasts. */
  readonly ids: number[];
}

/** The client of a user, as far as it can come back. */
export interface ModelClient {
  readonly token?: string;
  readonly readsIds?: boolean;
  /** Whether it names its token and asks for ids behind the login, as in the channel dialect. */
  readonly isLate?: boolean;
}

/** A server of a cluster without sockets: the hub, and everything that other servers have to do with. */
export class ModelServer implements EventSink {
  readonly clock = new ManualClock();
  readonly bus: FakeBus;
  readonly hub: Hub;
  readonly roster = new Roster();
  readonly ids: ClusterIds;
  readonly history: ClusterHistory;
  readonly membership: Membership;
  readonly cluster: Cluster;
  readonly names: ClusterNames;
  readonly missed: MissedMessages;
  readonly users = new Map<User, ModelUser>();
  readonly errors: unknown[] = [];
  isRunning = true;
  /** How far the server's clock is wrong, in milliseconds. */
  skewMs: number;

  private constructor(bus: FakeBus, membership: Membership, clock: ManualClock, options: Options) {
    const { skewMs = 0, maxChannels = 1000 } = options;
    this.bus = bus;
    this.membership = membership;
    this.clock = clock;
    this.skewMs = skewMs;
    const now = () => this.time;
    const ids = this.ids = new ClusterIds(membership.self.slot, now);
    const history = this.history = new ClusterHistory({
      ...{ maxCount: 1000, now, clock },
      onLoadFailure: (channel, error) => console.error(channel, error),
    });
    const names = this.names = new ClusterNames(bus, { membership, clock });
    const cluster = this.cluster = new Cluster({
      ...{ bus, clock, membership, ids, history, names },
      servers: new ServerList(clock),
      news: new ServerNews(clock, () => membership.peers.size + 1, () => {}),
      hosts: { hostOf: () => "parley" },
      texts: { encode: () => undefined, decode: (_form, words) => words },
      signals: { encode: (signal) => signal, decode: (value) => value as object },
      extras: { of: () => undefined, take() {} },
      records: () => undefined,
    });
    const guard = (sink: EventSink): EventSink => ({
      emit: (event) => {
        try {
          sink.emit(event);
        } catch (error) {
          this.errors.push(error);
        }
      },
    });
    const missedSink: EventSink = { emit: (event) => this.missed.emit(event) };
    const hub = this.hub = new Hub({
      sinks: [guard(this), guard(new HistorySink(history)), guard(missedSink), guard(cluster)],
      ...{ now, ids, maxChannels },
      unreachable: (to) => cluster.unreachable(to),
      onChannelLimit: (event) => {
        if (event.type !== "removed") return;
        history.forget(event.channel.name);
        cluster.onRemove(event.channel);
      },
    });
    const internalErrors = {
      report: (_doing: string, error: unknown) => void this.errors.push(error),
    };
    const { roster } = this;
    const missed = this.missed = new MissedMessages({
      ...{ hub, roster, clock },
      repeat: (event, to) => this.#repeat(event, to),
    });
    const flushPass = new FlushPass(internalErrors);
    cluster.attach({ hub, roster, missed, internalErrors, flushPass });
  }

  static async start(model: Model, index: number, options: Options = {}): Promise<ModelServer> {
    const bus = model.engine.connect();
    const clock = new ManualClock();
    const started: { server?: ModelServer } = {};
    const lastId = () => started.server?.ids.last ?? 0;
    const joining = Membership.join(bus, { address: `10.0.0.${index}:55555`, clock, lastId });
    let isJoined = false;
    const joined = joining.finally(() => isJoined = true);
    for (let turn = 0; turn < 100; turn++) {
      await arrive();
      if (isJoined) break;
      await model.pass(STEP_MS, clock);
    }
    const membership = await joined;
    const server = started.server = new ModelServer(bus, membership, clock, options);
    server.#startedAtMs = model.timeMs - clock.now();
    void server.cluster.ready();
    await arrive();
    return server;
  }

  #startedAtMs = 0;

  /** The time by the server's clock, in milliseconds since 1970. */
  get time(): number {
    return EPOCH_MS + this.#startedAtMs + this.clock.now() + this.skewMs;
  }

  /** Learns that a user of this server has left a channel, or was put out. */
  onLeft: (user: ModelUser, channel: string) => void = () => {};

  emit(event: ChatEvent): void {
    if (event.type === "left" && this.users.has(event.user)) {
      this.onLeft(this.users.get(event.user)!, event.channel.name);
    }
    for (const user of this.users.values()) this.#hear(user, event);
  }

  #hear({ user, heard, ids }: ModelUser, event: ChatEvent): void {
    const line = this.#lineFor(user, event);
    if (line === undefined) return;
    heard.push(line);
    if (event.type === "private" || event.type === "broadcast") ids.push(event.id);
  }

  #repeat(event: DirectEvent, to: User): void {
    if (to.server !== undefined) return this.cluster.repeat(event, to);
    const user = this.users.get(to);
    if (user) this.#hear(user, event);
  }

  #lineFor(user: User, event: ChatEvent): string | undefined {
    switch (event.type) {
      case "message": {
        const { from, channel, text } = event;
        const isReader = from !== user && channel.members.has(user);
        return isReader ? `${channel.name} <${from.name}> ${text}` : undefined;
      }
      case "private":
        return event.to === user ? `private <${event.from.name}> ${event.text}` : undefined;
      case "broadcast":
        return event.from !== user ? `all <${event.from.name}> ${event.text}` : undefined;
      case "joined":
        return event.user !== user && event.channel.members.has(user)
          ? `${event.channel.name} + ${event.user.name}`
          : undefined;
      case "left": {
        const { reason, farewell = "", by } = event.departure;
        const why = `${reason} ${by?.name ?? ""} ${farewell}`.trim();
        return event.channel.members.has(user)
          ? `${event.channel.name} - ${event.user.name} ${why}`
          : undefined;
      }
      case "renamed":
        return event.channel.members.has(user)
          ? `${event.channel.name} ${event.former.name} = ${event.user.name}`
          : undefined;
      case "topic":
        return event.channel.members.has(user)
          ? `${event.channel.name} topic ${event.channel.topic?.text} by ${event.from.name}`
          : undefined;
      case "closed":
        return event.members.includes(user)
          ? `${event.channel.name} closed ${event.text}`
          : undefined;
      case "signal":
        return event.to instanceof Channel && event.to.members.has(user) && event.by !== user
          ? `${event.to.name} signal by ${event.by.name} ${JSON.stringify(event.signal)}`
          : undefined;
    }
  }

  /** Logs a user in who has the name in the cluster. */
  async logIn(
    name: string,
    { token, readsIds = false, isLate = false }: ModelClient = {},
  ): Promise<ModelUser | undefined> {
    if (this.hub.isNameTaken(name) || await this.names.claim(name)) return undefined;
    if (!this.isRunning) return undefined;
    const user = this.hub.login(name);
    if (user instanceof Refusal) {
      this.names.release(name);
      return undefined;
    }
    const known: ModelUser = { user, heard: [], ids: [] };
    this.users.set(user, known);
    const owner = { key: undefined as string | undefined, readsIds: false };
    this.roster.add(user, {
      ...{ peer: { hostname: "127.0.0.1", port: 1 }, dialect: "model", loggedInAt: this.time },
      owner,
      putOut: () => this.logOut(user),
      deliverAgain() {},
      charge() {},
    });
    if (isLate) await arrive();
    if (token !== undefined) {
      owner.readsIds = readsIds;
      owner.key = this.cluster.noteOwner(user, token);
      this.missed.onOwner(user);
    }
    return known;
  }

  async rename(user: User, name: string): Promise<boolean> {
    if (this.hub.isNameTaken(name) || await this.names.claim(name)) return false;
    const former = user.name;
    const hasLeft = !this.users.has(user);
    const isRefused = hasLeft || this.hub.rename(user, name) !== undefined;
    this.names.release(isRefused ? name : former);
    return !isRefused;
  }

  logOut(user: User, farewell?: string): void {
    if (!this.users.delete(user)) return;
    this.hub.logout(user, { reason: "disconnected", farewell });
    this.names.release(user.name);
    this.roster.remove(user);
  }

  join(user: User, name: string): Channel | undefined {
    const channel = this.hub.channel(name) ?? this.hub.createChannel(name, user);
    if (channel instanceof Refusal) return undefined;
    this.hub.join(user, channel);
    return channel;
  }

  /** The operators of a channel. */
  operators(name: string): string[] {
    return Array.from(this.hub.channel(name)!.modes.operators, ({ name }) => name).sort();
  }

  /** Everything that all servers of a cluster have to agree about. */
  get view() {
    const channels = this.hub.channelNames.map((name) => this.hub.channel(name)!)
      .sort((a, b) => a.name < b.name ? -1 : 1);
    return {
      users: Array.from(this.hub.users.values(), ({ name }) => name).sort(),
      channels: channels.map((channel) => ({
        name: channel.name,
        members: Array.from(channel.members, ({ name }) => name).sort(),
        topic: channel.topic?.text,
        createdAt: channel.createdAt,
        // Invitations only matter to the servers of those who are invited.
        modes: [...modeFieldsOf(channel)].filter(([field]) => rightOf(field)?.[0] !== "invitation")
          .map((field) => JSON.stringify(field)).sort(),
      })),
    };
  }

  /** The messages of a channel that the server has kept, without the names that may change. */
  messages(name: string): string[] {
    const { messages } = this.history.page(name, { before: Infinity, count: 1000 });
    return messages.map(({ id, text }) => `${id} ${text}`);
  }

  /** Ends the process without a word. */
  kill(): void {
    this.bus.connect(false);
    this.isRunning = false;
  }
}

/** Options of a {@linkcode ModelServer}. */
export interface Options {
  readonly skewMs?: number;
  readonly maxChannels?: number;
}
