import type { Hub } from "../chat/hub.ts";
import { SERVER_NAME } from "../chat/server_name.ts";
import type { User } from "../chat/user.ts";
import type { Clock } from "../net/clock.ts";
import type { Roster } from "../serving/roster.ts";
import type { Ending } from "./bus.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import { Feed } from "./feed.ts";
import type { Arrivals } from "./arrivals.ts";
import type { ServerInfo } from "./beats.ts";
import type { ChannelState } from "./channel_state.ts";
import type { SignalCodec, TextCodec } from "./outgoing.ts";
import type { OwnPresence } from "./own_presence.ts";
import { readSignal } from "./read_wire.ts";
import type { RemoteUsers } from "./remote_users.ts";
import type { StreamMarks } from "./stream_marks.ts";
import { EVERYBODY, logOf, signalSubject } from "./subjects.ts";
import type { TrafficBus } from "./traffic_bus.ts";
import { type Entry, oneLine } from "./wire.ts";

/** How many private messages wait while this server is away. */
const MAX_EARLY = 10_000;

/** The parts that {@linkcode ServerFeeds} work with. */
export interface ServerFeedsParts {
  readonly bus: TrafficBus;
  readonly clock: Clock;
  readonly hub: Hub;
  readonly roster: Roster;
  readonly users: RemoteUsers;
  readonly own: Pick<OwnPresence, "byNumber" | "tellJoin">;
  readonly state: Pick<ChannelState, "epochOf">;
  readonly ids: ClusterIds;
  readonly marks: StreamMarks;
  readonly signals: SignalCodec;
  readonly texts: Pick<TextCodec, "decode">;
  readonly arrivals: Pick<Arrivals, "tell">;
  self(): ServerInfo;
  /** Whether others may take this server for dead, and it does not know yet. */
  isAway(): boolean;
  isOwn(boot: string): boolean;
  onMalformed(): void;
  report(error: unknown): void;
}

/** Hears the messages of other servers to the users of this one, and to everybody. */
export class ServerFeeds {
  readonly #parts: ServerFeedsParts;
  readonly #everybody: Feed;
  /** By the slots of this server: it may have got another one. */
  readonly #logs = new Map<number, Feed>();
  readonly #early: [entry: Entry, boot: string][] = [];
  #signals: Ending | undefined;

  constructor(parts: ServerFeedsParts) {
    this.#parts = parts;
    this.#everybody = this.#open(EVERYBODY, (entry, boot) => this.#broadcast(entry, boot));
    this.changeSlot();
  }

  #open(subject: string, deliver: (entry: Entry, boot: string) => void): Feed {
    const { bus, clock, marks, ids, isOwn, onMalformed, report } = this.#parts;
    return new Feed({
      ...{ bus, clock, isOwn, onMalformed, report, stream: "recent", subject, deliver },
      since: ids.last,
      safePlace: () => marks.safePlace("recent"),
    });
  }

  /** Listens at the present slot of this server as well. */
  changeSlot(): void {
    const { slot } = this.#parts.self();
    if (!this.#logs.has(slot)) {
      this.#logs.set(slot, this.#open(logOf(slot), (entry, boot) => this.#take(entry, boot)));
    }
    this.#signals?.end();
    this.#signals = this.#parts.bus.subscribe(signalSubject(slot), ({ bytes }) => {
      this.#signal(bytes);
    });
  }

  /** Looks for entries that were missed with a connection. */
  async catchUp(): Promise<void> {
    const from = this.#parts.marks.safePlace("recent");
    await Promise.all(this.#all.map((feed) => feed.catchUp(from)));
  }

  get #all(): Feed[] {
    return [this.#everybody, ...this.#logs.values()];
  }

  #broadcast({ id, time, user, name, text, form }: Entry, boot: string): void {
    const { hub, users, ids, texts } = this.#parts;
    ids.pass(id);
    users.apply(() => {
      if (isServer(user, name)) hub.remote.announce(text, { id, time });
      else {
        const shown = texts.decode(form, text, name);
        hub.remote.broadcast(users.sender(boot, user, name), shown, { id, time });
      }
    });
  }

  #take(entry: Entry, boot: string): void {
    const { hub, users, own, roster, ids, texts, arrivals, isOwn } = this.#parts;
    const { self, isAway } = this.#parts;
    const { id, time, said, user, name, text, form, kind, to, boot: target, reason } = entry;
    ids.pass(id);
    // Another server had this slot before, or has it now.
    if (target === undefined || !isOwn(target) || to === undefined) return;
    const receiver = own.byNumber(to);
    if (!receiver) {
      if (kind === "private" && !isServer(user, name)) arrivals.tell(boot, target, id, true);
      return;
    }
    const session = roster.sessions.get(receiver);
    if (kind === "end") return void session?.putOut(oneLine(text), reason);
    if (kind === "kick") return this.#kick(receiver, entry, boot);
    if (isServer(user, name)) return users.apply(() => hub.tell(receiver, text));
    // The sender may be about to send it again: see `Undelivered`.
    if (isAway()) {
      if (this.#early.length < MAX_EARLY) this.#early.push([entry, boot]);
      return;
    }
    if (target !== self().boot && session?.owner.key !== undefined) return;
    arrivals.tell(boot, target, id);
    const shown = texts.decode(form, text, name);
    const from = users.sender(boot, user, name);
    if (said !== undefined) session?.charge(text.length);
    users.apply(() => hub.remote.sendPrivate(from, receiver, shown, { id: said ?? id, time }));
  }

  /** Delivers messages that came while this server did not know whether others take it for dead. */
  onBack(): void {
    for (const [entry, boot] of this.#early.splice(0)) this.#take(entry, boot);
  }

  #kick(member: User, entry: Entry, boot: string): void {
    const { hub, users, own, state } = this.#parts;
    const { user, name, text: farewell, channel = "", epoch = 0 } = entry;
    const from = hub.channel(channel);
    if (!from) return;
    const present = state.epochOf(from);
    // The sender is no operator in the epoch that counts.
    if (present > 0 && epoch > present) return own.tellJoin(member, from);
    const by = users.sender(boot, user, name);
    users.apply(() =>
      hub.leave(member, from, { reason: "kicked", by, farewell: oneLine(farewell) || undefined })
    );
  }

  #signal(bytes: Uint8Array): void {
    const { hub, users, own, ids, signals, isOwn, onMalformed } = this.#parts;
    const message = readSignal(bytes);
    if (!message) return onMalformed();
    const signal = isOwn(message.boot) ? undefined : signals.decode(message.signal);
    if (!signal) return;
    const to = (message.to ?? []).map((number) => own.byNumber(number))
      .filter((user): user is User => user !== undefined);
    const by = users.sender(message.boot, message.user, message.name);
    ids.pass(message.id);
    users.apply(() => hub.remote.signal(by, to, signal, message));
  }

  /** Stops. */
  close(): void {
    for (const feed of this.#all) feed.close();
    this.#signals?.end();
  }
}

function isServer(user: number, name: string): boolean {
  return user === 0 && name === SERVER_NAME;
}
