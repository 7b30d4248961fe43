import type { Channel } from "../chat/channel.ts";
import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import type { Roster } from "../serving/roster.ts";
import type { ServerInfo } from "./beats.ts";
import type { ChannelState } from "./channel_state.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import type { Flushes } from "./flushes.ts";
import type { LoginIds } from "./login_ids.ts";
import type { Loose, Publisher } from "./publisher.ts";
import { PRESENCE } from "./subjects.ts";
import { type Change, encode, type ModeChange, type UserFacts } from "./wire.ts";

/** The maximum number of changes in a message: a message may have a megabyte. */
const MAX_CHANGES = 256;

/** The maximum number of modes in a change of a snapshot: masks and names may be long. */
const MAX_MODES = 50;

/** A change that is made up when it is sent: more may be known then. */
type LateChange = () => Change | undefined;

/** The parts that an {@linkcode OwnPresence} works with. */
export interface OwnPresenceParts {
  readonly hub: Hub;
  readonly roster: Roster;
  readonly publisher: Publisher;
  readonly flushes: Pick<Flushes, "note">;
  readonly ids: ClusterIds;
  readonly logins: LoginIds;
  readonly channels: ChannelState;
  self(): ServerInfo;
  /** Returns the facts that only users of one dialect know about each other. */
  extraOf(user: User): unknown;
}

/** Tells the other servers about the users and channels of this one, and their changes. */
export class OwnPresence {
  readonly #parts: OwnPresenceParts;
  readonly #numbers = new WeakMap<User, number>();
  readonly #users = new Map<number, User>();
  #lastNumber = 0;
  /** The number of the last message about changes. */
  #sent = 0;
  #open: { readonly loose: Loose; readonly changes: LateChange[] } | undefined;

  constructor(parts: OwnPresenceParts) {
    this.#parts = parts;
  }

  /** Returns the number that a user has among those of this server. */
  numberOf(user: User): number {
    return this.#numbers.get(user) ?? 0;
  }

  /** Returns the user of this server with that number. */
  byNumber(number: number): User | undefined {
    return this.#users.get(number);
  }

  /** Tells that a user has come, who has a connection now. */
  logIn(user: User): void {
    this.#numbers.set(user, ++this.#lastNumber);
    this.#users.set(this.#lastNumber, user);
    this.#parts.logins.add(user, this.#parts.ids.next());
    this.tell(() => ["login", this.numberOf(user), this.#factsOf(user)]);
  }

  logOut(user: User, farewell: string): void {
    const number = this.numberOf(user);
    // The connection ended before the login did.
    if (number === 0) return;
    this.#users.delete(number);
    this.#parts.logins.delete(user);
    this.tell(() => ["logout", number, farewell]);
  }

  /** Tells the facts about a user again. */
  tellFacts(user: User): void {
    this.tell(() => ["facts", this.numberOf(user), this.#factsOf(user)]);
  }

  #factsOf(user: User): UserFacts {
    const { roster, logins, extraOf } = this.#parts;
    const { name, nick, network, host, username, realName, activeAt } = user;
    const session = roster.sessions.get(user);
    const { hostname = "", port = 0 } = session?.peer ?? {};
    return {
      ...{ name, network, host, username, realName, address: hostname, port, activeAt },
      nick: nick === name ? undefined : nick,
      dialect: session?.dialect ?? "",
      loggedInAt: session?.loggedInAt ?? 0,
      loginId: logins.of(user) ?? 0,
      owner: session?.owner.key,
      readsIds: session?.owner.readsIds,
      extra: extraOf(user),
    };
  }

  /** Tells a change at the end of the turn, in order with everything else. */
  tell(change: LateChange): void {
    const { publisher, flushes } = this.#parts;
    flushes.note();
    const open = this.#open;
    if (open && open.changes.length < MAX_CHANGES && publisher.isLast(open.loose)) {
      open.changes.push(change);
      return;
    }
    const changes = [change];
    const loose = publisher.publish(PRESENCE, () => this.#message(changes));
    this.#open = { loose, changes };
  }

  #message(late: readonly LateChange[]): Uint8Array | undefined {
    const changes = late.flatMap((make) => {
      const change = make();
      return change ? [change] : [];
    });
    if (changes.length === 0) return undefined;
    const { slot, boot } = this.#parts.self();
    return encode({ slot, boot, number: ++this.#sent, changes });
  }

  /** Tells which users of this server are in a channel. */
  assertMembers(channel: Channel): void {
    for (const user of channel.members) if (user.server === undefined) this.tellJoin(user, channel);
  }

  /** Tells that a user of this server is in a channel. */
  tellJoin(user: User, channel: Channel): void {
    this.tell(() => channel.members.has(user) ? this.#joinOf(user, channel) : undefined);
  }

  #joinOf(user: User, channel: Channel): Change {
    const { channels } = this.#parts;
    const isOperator = channel.modes.operators.has(user);
    const born = channels.lives.bornOf(channel);
    const epoch = channels.epochOf(channel);
    return ["join", this.numberOf(user), channel.name, isOperator, born, epoch];
  }

  /** The number of messages about changes so far. */
  get number(): number {
    return this.#sent;
  }

  /** Says how many messages there were: a server that has missed one asks for a snapshot. */
  remind(): void {
    const { self, publisher } = this.#parts;
    const { slot, boot } = self();
    const message = () => encode({ slot, boot, number: this.#sent, changes: [] });
    if (this.#sent > 0) publisher.publish(PRESENCE, message);
  }

  /** Returns everything that there is here, and the number of the last message that it contains. */
  snapshot(): { readonly number: number; readonly changes: Change[] } {
    const { hub, channels: { lives } } = this.#parts;
    const channels = hub.channelNames.flatMap((name) => hub.channel(name) ?? []);
    const users = [...this.#users.values()];
    const changes: Change[] = [
      ...Array.from(
        lives.ends,
        ({ name, stamp, text }) =>
          text === undefined
            ? ["remove", name, stamp] as const
            : ["close", name, stamp, text] as const,
      ),
      ...channels.map((channel) =>
        [
          "create",
          channel.name,
          lives.bornOf(channel),
          channel.createdAt,
          channel.form,
        ] as const
      ),
      ...users.map((user) => ["login", this.numberOf(user), this.#factsOf(user)] as const),
      ...users.flatMap((user) => user.channels.map((channel) => this.#joinOf(user, channel))),
      ...channels.flatMap((channel) => this.#stateOf(channel)),
    ];
    return { number: this.#sent, changes };
  }

  #stateOf(channel: Channel): Change[] {
    const { channels } = this.#parts;
    const { name, topic } = channel;
    const { stamp, epoch } = channels.topicStamp(channel);
    return [
      ...(topic ? [["topic", name, 0, topic, stamp, epoch] as const] : []),
      ...inGroups(channels.allModes(channel))
        .map((modes) => ["modes", name, modes, channels.epochOf(channel)] as const),
    ];
  }
}

function inGroups(modes: readonly ModeChange[]): ModeChange[][] {
  const count = Math.ceil(modes.length / MAX_MODES);
  return Array.from({ length: count }, (_, n) => modes.slice(n * MAX_MODES, (n + 1) * MAX_MODES));
}
