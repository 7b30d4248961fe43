import type { Channel } from "../chat/channel.ts";
import type { ChatEvent } from "../chat/event.ts";
import type { NameRegistry } from "../chat/name_registry.ts";
import type { User } from "../chat/user.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Clock } from "../net/clock.ts";
import { OWNER_CAME_BACK } from "../net/end_reasons.ts";
import type { ClusterChat, ClusterLink } from "../serving/cluster_link.ts";
import type { DirectEvent } from "../serving/missed_messages.ts";
import type { ServerList } from "../serving/server_list.ts";
import { BACK, FAREWELLS, NAME_LOST, OUT_OF_REACH, OVERFLOW } from "./announcements.ts";
import { atMost } from "./at_most.ts";
import type { ServerInfo } from "./beats.ts";
import type { Bus } from "./bus.ts";
import { ClusterConfirmations } from "./cluster_confirmations.ts";
import type { ClusterHistory } from "./cluster_history.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import type { ClusterNames } from "./cluster_names.ts";
import { greet } from "./greeting.ts";
import { PatientNames } from "./patient_names.ts";
import type { Membership, Return } from "./membership.ts";
import type { SignalCodec, TextCodec } from "./outgoing.ts";
import { Publisher } from "./publisher.ts";
import { RemoteLogouts } from "./remote_logouts.ts";
import type { ServerNews } from "./server_news.ts";
import type { SharedState } from "./state/shared_state.ts";
import { Traffic } from "./traffic.ts";

/** How long a server that comes back waits for the changes on the others, in milliseconds. */
const MAX_CATCHING_UP_MS = 5000;

/** How long a user of another server may take to end, in milliseconds. */
const ENDING_MS = 1000;

/** The parts of a {@linkcode Cluster}. */
export interface ClusterParts {
  readonly bus: Bus;
  /** Its `now()` counts the time in which the process was stopped. */
  readonly clock: Clock;
  readonly membership: Membership;
  readonly names: ClusterNames;
  readonly ids: ClusterIds;
  readonly history: ClusterHistory;
  readonly servers: ServerList;
  readonly news: ServerNews;
  readonly hosts: Pick<ClusterLink, "hostOf">;
  readonly signals: SignalCodec;
  readonly texts: TextCodec;
  /** The facts that only users of one dialect know about each other. */
  readonly extras: { of(user: User): unknown; take(user: User, extra: unknown): void };
  /** The changes of shared records that this server makes, if it shares some. */
  records(): Pick<SharedState, "published" | "pending"> | undefined;
}

/** One of several servers that act as one. */
export class Cluster implements ClusterLink {
  readonly #parts: ClusterParts;
  readonly registry: NameRegistry;
  readonly ids: ClusterIds;
  readonly servers: ServerList;
  readonly #publisher: Publisher;
  readonly #confirmations: ClusterConfirmations;
  readonly #boots: Set<string>;
  readonly #logouts: RemoteLogouts;
  #chat: ClusterChat | undefined;
  #traffic: Traffic | undefined;
  #isOverflowTold = false;
  #hasLeft = false;
  /** The snapshots that are on their way. */
  readonly #asked = new Set<Promise<void>>();
  /** The number of messages on the bus that no server sends. */
  malformed = 0;

  constructor(parts: ClusterParts) {
    const { bus, clock, membership, records } = this.#parts = parts;
    this.registry = new PatientNames({
      ...{ clock, names: parts.names },
      isTaken: (name) => this.#chat!.hub.isNameTaken(name),
    });
    this.#logouts = new RemoteLogouts(clock);
    this.ids = parts.ids;
    this.servers = parts.servers;
    this.#boots = new Set([membership.self.boot]);
    const isAway = () => membership.isAway;
    this.#publisher = new Publisher({
      ...{ bus, clock, boot: () => membership.self.boot, isAway },
      flushSoon: () => this.#chat!.flushPass.begin(),
      onDrop: () => this.#onDrop(),
      report: (error) => {
        this.#chat?.internalErrors.report("Cannot tell other servers what happened", error);
      },
    });
    const publisher = this.#publisher;
    this.#confirmations = new ClusterConfirmations({ bus, clock, isAway, records, publisher });
  }

  /** The number of messages that are lost for the other servers. */
  get dropped(): number {
    return this.#publisher.dropped;
  }

  /** About how many bytes wait for the other servers. */
  get pendingBytes(): number {
    return this.#publisher.pendingBytes;
  }

  get published(): number {
    return this.#confirmations.published;
  }

  settled = (): Promise<void> | undefined => this.#confirmations.settled();

  attach(chat: ClusterChat): void {
    this.#chat = chat;
    const { hub, flushPass } = chat;
    flushPass.last = this.#publisher;
    const traffic = this.#traffic = new Traffic(this.#parts, chat, {
      publisher: this.#publisher,
      flushes: this.#confirmations.flushes,
      isOwn: (boot) => this.#boots.has(boot),
      gone: (user) => this.#logouts.wait(user, ENDING_MS),
      onMalformed: () => void this.malformed++,
    });
    hub.observe(traffic.outgoing);
    hub.observe({
      onLogin: () => {},
      onLogout: (user) => {
        this.#logouts.onLogout(user);
        queueMicrotask(() => traffic.users.reveal());
      },
      onRename: () => queueMicrotask(() => traffic.users.reveal()),
      onClose: (channel) => traffic.channels.update(channel),
    });
    this.#follow(traffic);
  }

  #follow({ sync }: Traffic): void {
    const { bus, membership, ids, news } = this.#parts;
    const add = (info: ServerInfo) => {
      const asked = sync.add(info).finally(() => this.#asked.delete(asked));
      this.#asked.add(asked);
    };
    membership.onPeerJoined = (info) => {
      add(info);
      this.#listServers();
      news.joined(info);
    };
    membership.onPeerLeft = (info, why) => {
      this.#onEnd(info.boot, why);
      sync.remove(info, FAREWELLS[why]);
      this.#listServers();
      news.left(info, why);
    };
    membership.onAway = () => this.#onAway();
    membership.onBack = (event) => this.#onBack(event);
    membership.onBeatId = (id) => ids.pass(id);
    bus.onChange = (isConnected) => void this.#onConnection(isConnected);
    for (const info of membership.peers.values()) add(info);
    this.#listServers();
  }

  /** Handles that a server has ended, whose users are still in the hub. */
  #onEnd(boot: string, why: "dead" | "stopped"): void {
    this.#traffic!.undelivered.onEnd(boot);
    if (why === "stopped") return;
    const users = [...this.#chat!.hub.users.values()].filter(({ server }) => server === boot);
    void this.#parts.names.freeDead(users.map(({ name }) => name));
  }

  /** Resolves once the users and channels of the others are known, or when that takes too long. */
  async ready(): Promise<void> {
    const { clock, membership } = this.#parts;
    await greet(clock, membership, this.#asked);
  }

  #listServers(): void {
    const { membership, servers } = this.#parts;
    const others = Array.from(membership.peers.values(), ({ address }) => address);
    servers.change([membership.self.address, ...others]);
  }

  emit(event: ChatEvent): void {
    if (this.#hasLeft) return;
    const { channels, outgoing, undelivered } = this.#traffic!;
    outgoing.emit(event);
    undelivered.note(event);
    if (event.type === "joined" || event.type === "left" || event.type === "closed") {
      channels.update(event.channel);
    }
  }

  onRemove(channel: Channel): void {
    this.#traffic?.outgoing.onRemove(channel);
  }

  /** Reports whether the servers have agreed on the topic of a channel since it was created. */
  isTopicAgreed = (channel: Channel): boolean => this.#traffic!.state.isTopicAgreed(channel);

  received = (): Promise<void> => this.#parts.bus.received();

  checkUser = (user: User): Promise<void> | undefined => this.#traffic?.checkUser(user);

  hostOf = (network: string): string => this.#parts.hosts.hostOf(network);

  unreachable(to: User): Refusal<"out-of-reach"> | undefined {
    if (!this.#parts.membership.isAway) return undefined;
    const text = `${to.address} is on another server, which is out of reach`;
    return new Refusal("out-of-reach", text);
  }

  async ended(user: User): Promise<void> {
    await this.#logouts.wait(user, ENDING_MS);
    const { hub } = this.#chat!;
    const boot = user.server;
    if (boot === undefined || hub.user(user.address) !== user) return;
    // The server is dead, or hangs. Once it is back, it puts the user out.
    this.#parts.names.yielded.add(user.name, boot);
    this.#traffic!.users.evict(user);
  }

  endEarlier(token: string, network: string, name?: string): Promise<true> | undefined {
    const user = this.#traffic?.owners.find(token, network, name);
    if (!user) return undefined;
    this.#chat!.roster.sessions.get(user)?.putOut(OWNER_CAME_BACK);
    return this.ended(user).then(() => true);
  }

  noteOwner(user: User, token: string): string {
    const { owners, presence } = this.#traffic!;
    presence.tellFacts(user);
    return owners.note(user, token);
  }

  repeat(event: DirectEvent, to: User): void {
    if (!this.#hasLeft) this.#traffic!.outgoing.repeat(event, to);
  }

  async #onConnection(isConnected: boolean): Promise<void> {
    if (!isConnected) return this.#traffic!.onLost();
    this.#publisher.sendWaiting();
    await this.#traffic!.catchUp();
  }

  #onAway(): void {
    this.#traffic!.onLost();
    this.#announce(OUT_OF_REACH);
    this.#parts.news.outOfReach();
  }

  /** Claims the names again, and catches up with the other servers. */
  async #onBack({ slotChanged, bootChanged, wasAnnounced }: Return): Promise<void> {
    const { clock, membership, ids, names } = this.#parts;
    const { hub } = this.#chat!;
    this.#boots.add(membership.self.boot);
    if (slotChanged) ids.changeSlot(membership.self.slot);
    if (bootChanged) this.#traffic!.reopen();
    const own = [...hub.users.values()].filter(({ server }) => server === undefined);
    const lost = new Set(await names.reclaim(own));
    for (const user of own) if (lost.has(user.name)) this.#giveUpName(user);
    this.#traffic!.onBack();
    // Another server may hang: as long as this one is away, it cannot take that one for dead.
    await atMost(clock, MAX_CATCHING_UP_MS, this.#traffic!.sync.askAll());
    await atMost(clock, MAX_CATCHING_UP_MS, this.#traffic!.catchUp());
    this.#isOverflowTold = false;
    this.#listServers();
    if (wasAnnounced) this.#announce(BACK);
    this.#parts.news.back(wasAnnounced, bootChanged);
  }

  /** Puts a user out whose name somebody else has. Messages that wait get a name that is free. */
  #giveUpName(user: User): void {
    const { hub, roster } = this.#chat!;
    const { presence } = this.#traffic!;
    this.#publisher.renameSender(presence.numberOf(user), hub.firstFreeName(`${user.name}_2`));
    roster.sessions.get(user)?.putOut(NAME_LOST);
  }

  #announce(text: string): void {
    this.#chat!.hub.announce(text, true);
  }

  #onDrop(): void {
    if (this.#isOverflowTold) return;
    this.#isOverflowTold = true;
    queueMicrotask(() => this.#announce(OVERFLOW));
  }

  async leave(): Promise<void> {
    const { membership, names, news } = this.#parts;
    this.#publisher.flush();
    await this.settled();
    this.#hasLeft = true;
    this.#publisher.close();
    news.close();
    await Promise.allSettled([this.#traffic?.close(), names.releaseAll(), membership.leave()]);
    this.servers.close();
  }
}
