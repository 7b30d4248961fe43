import type { User } from "../chat/user.ts";
import type { ClusterChat } from "../serving/cluster_link.ts";
import { setRepeatingTimer, type Timer } from "../net/clock.ts";
import { Arrivals } from "./arrivals.ts";
import { Barriers } from "./barriers.ts";
import { ChannelFeeds } from "./channel_feeds.ts";
import { ChannelState } from "./channel_state.ts";
import type { ClusterParts } from "./cluster.ts";
import type { Flushes } from "./flushes.ts";
import { LoginIds } from "./login_ids.ts";
import { Outgoing } from "./outgoing.ts";
import { OwnPresence } from "./own_presence.ts";
import { PresenceSync } from "./presence_sync.ts";
import type { Publisher } from "./publisher.ts";
import { Purges } from "./purges.ts";
import { RemoteChannels } from "./remote_channels.ts";
import { RemoteOwners } from "./remote_owners.ts";
import { RemoteUsers } from "./remote_users.ts";
import { ServerFeeds } from "./server_feeds.ts";
import { Snapshots } from "./snapshots.ts";
import { StreamMarks } from "./stream_marks.ts";
import { GuardedBus } from "./traffic_bus.ts";
import { Undelivered } from "./undelivered.ts";

/** How often others are told how many changes there were, in milliseconds. */
const REMINDER_MS = 2000;

/** What fails, in the report of a bug. */
const DOING = "Cannot take over what happened on another server";

/** The things that the traffic of a cluster needs besides its parts. */
export interface TrafficOptions {
  readonly publisher: Publisher;
  readonly flushes: Flushes;
  /** Whether a run of a server is one of this process. */
  isOwn(boot: string): boolean;
  /** Resolves once a user of another server is gone, or when that takes too long. */
  gone(user: User): Promise<void>;
  onMalformed(): void;
}

/** Everything that comes from other servers, and goes to them. */
export class Traffic {
  readonly users: RemoteUsers;
  readonly presence: OwnPresence;
  readonly state: ChannelState;
  readonly outgoing: Outgoing;
  readonly sync: PresenceSync;
  readonly marks: StreamMarks;
  readonly channels: ChannelFeeds;
  readonly owners: RemoteOwners;
  readonly undelivered: Undelivered;
  readonly #arrivals: Arrivals;
  readonly #barriers: Barriers;
  readonly #servers: ServerFeeds;
  readonly #purges: Purges;
  readonly #openSnapshots: () => Snapshots;
  readonly #reminder: Timer;
  #snapshots: Snapshots;

  constructor(parts: ClusterParts, chat: ClusterChat, options: TrafficOptions) {
    const { clock, membership, ids, history, signals, texts, extras } = parts;
    const { hub, roster, missed, internalErrors } = chat;
    const { publisher, flushes, isOwn, gone, onMalformed } = options;
    const report = (error: unknown) => internalErrors.report(DOING, error);
    const bus = new GuardedBus(parts.bus, report);
    this.owners = new RemoteOwners();
    const logins = new LoginIds();
    const channels = this.state = new ChannelState({
      ...{ hub, ids, logins },
      tellEpoch: ({ name }, epoch) => presence.tell(() => ["epoch", name, epoch]),
    });
    const presence = this.presence = new OwnPresence({
      ...{ hub, roster, publisher, flushes, ids, logins, channels },
      self: () => membership.self,
      extraOf: (user) => extras.of(user),
    });
    const users = this.users = new RemoteUsers({
      ...{ hub, roster, logins, report, owners: this.owners },
      channels: new RemoteChannels({
        ...{ hub, ids, state: channels },
        assertMembers: (channel) => presence.assertMembers(channel),
      }),
      putOut: (user, text, reason) => {
        this.outgoing.putOut(user, text, reason);
        return gone(user);
      },
      onExtra: (user, extra) => extras.take(user, extra),
    });
    const purges = this.#purges = new Purges(bus, clock);
    this.outgoing = new Outgoing({
      ...{ hub, publisher, flushes, presence, channels, remote: users, ids, signals, texts },
      boot: () => membership.self.boot,
      purge: (subject) => purges.add(subject, publisher.settled()),
    });
    roster.onAdd = (user) => {
      if (user.server === undefined) presence.logIn(user);
    };
    this.sync = new PresenceSync({ bus, clock, users, onMalformed });
    const marks = this.marks = new StreamMarks(bus, clock);
    const codecs = { signals, texts };
    const common = { bus, clock, hub, users, ids, marks, ...codecs, isOwn, onMalformed, report };
    this.channels = new ChannelFeeds({ ...common, history, publisher });
    const self = () => membership.self;
    const undelivered = this.undelivered = new Undelivered({ hub, roster, ids, clock });
    this.owners.onOwner = (user) => {
      if (user.server !== undefined) missed.onOwner(user);
      undelivered.onOwner();
    };
    const arrivals = this.#arrivals = new Arrivals({
      ...{ bus, publisher, isOwn, slot: () => membership.self.slot },
      onArrived: (boot, id) => undelivered.onArrived(boot, id),
      onMissed: (boot, ids) => undelivered.onMissed(boot, ids),
    });
    this.#servers = new ServerFeeds({
      ...{ ...common, roster, own: presence, state: channels, arrivals, self },
      isAway: () => membership.isAway && !membership.isComingBack,
    });
    this.#barriers = new Barriers({ bus, slot: () => membership.self.slot });
    this.#openSnapshots = () => new Snapshots({ bus, clock, presence, self: membership.self });
    this.#snapshots = this.#openSnapshots();
    this.#reminder = setRepeatingTimer(clock, REMINDER_MS, () => presence.remind());
  }

  /** Goes on as another boot of this server. */
  reopen(): void {
    this.#snapshots.close();
    this.#snapshots = this.#openSnapshots();
    this.#servers.changeSlot();
    this.#arrivals.changeSlot();
    this.#barriers.changeSlot();
  }

  /** Resolves once it is known whether a user of another server is still there. */
  checkUser(user: User): Promise<void> | undefined {
    const home = user.server === undefined ? undefined : this.users.homes.of(user);
    return home && this.#barriers.behind(home.slot);
  }

  /** Learns that this server is back, and whether as another boot. */
  onBack(): void {
    this.#servers.onBack();
  }

  /** Learns that messages may be lost from now on. */
  onLost(): void {
    this.marks.onLost();
    this.sync.onLost();
  }

  /** Gets everything that was missed with a connection. */
  async catchUp(): Promise<void> {
    this.presence.remind();
    await Promise.all([this.#servers.catchUp(), this.channels.catchUp()]);
    this.marks.onCaughtUp();
  }

  /** Stops. Resolves once what closed channels had is removed, if that can be done. */
  async close(): Promise<void> {
    this.#reminder.cancel();
    this.#servers.close();
    this.#arrivals.close();
    this.#barriers.close();
    this.undelivered.close();
    this.#snapshots.close();
    this.sync.close();
    this.marks.close();
    this.channels.close();
    await this.#purges.close();
  }
}
