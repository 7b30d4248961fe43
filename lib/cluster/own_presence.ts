import type { Channel } from "../chat/channel.ts";
import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import type { Roster } from "../serving/roster.ts";
import type { ServerInfo } from "./beats.ts";
import { ChannelLives } from "./channel_lives.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import { KnownModes } from "./known_modes.ts";
import type { Loose, Publisher } from "./publisher.ts";
import { PRESENCE } from "./subjects.ts";
import { TopicStamps } from "./topic_stamps.ts";
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
  readonly ids: ClusterIds;
  self(): ServerInfo;
  /** Returns the hash by which others know a client that comes back. */
  ownerOf(user: User): string | undefined;
  /** Returns the facts that only users of one dialect know about each other. */
  extraOf(user: User): unknown;
}

/** Tells the other servers about the users and channels of this one, and their changes. */
export class OwnPresence {
  readonly #parts: OwnPresenceParts;
  readonly modes = new KnownModes();
  readonly topics = new TopicStamps();
  readonly lives = new ChannelLives();
  readonly #numbers = new WeakMap<User, number>();
  readonly #loginIds = new WeakMap<User, number>();
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
    this.#loginIds.set(user, this.#parts.ids.next());
    this.tell(() => ["login", this.numberOf(user), this.#factsOf(user)]);
  }

  logOut(user: User, farewell: string): void {
    const number = this.numberOf(user);
    // The connection ended before the login did.
    if (number === 0) return;
    this.#users.delete(number);
    this.tell(() => ["logout", number, farewell]);
  }

  /** Tells the facts about a user again. */
  tellFacts(user: User): void {
    this.tell(() => ["facts", this.numberOf(user), this.#factsOf(user)]);
  }

  #factsOf(user: User): UserFacts {
    const { roster, ownerOf, extraOf } = this.#parts;
    const { name, nick, network, host, username, realName } = user;
    const session = roster.sessions.get(user);
    const { hostname = "", port = 0 } = session?.peer ?? {};
    return {
      ...{ name, network, host, username, realName, address: hostname, port },
      nick: nick === name ? undefined : nick,
      dialect: session?.dialect ?? "",
      loggedInAt: session?.loggedInAt ?? 0,
      loginId: this.#loginIds.get(user) ?? 0,
      owner: ownerOf(user),
      extra: extraOf(user),
    };
  }

  /** Tells a change at the end of the turn, in order with everything else. */
  tell(change: LateChange): void {
    const { publisher } = this.#parts;
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
    const isOperator = channel.modes.operators.has(user);
    const born = this.lives.bornOf(channel);
    return ["join", this.numberOf(user), channel.name, isOperator, born];
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
    const { hub } = this.#parts;
    const channels = hub.channelNames.flatMap((name) => hub.channel(name) ?? []);
    const users = [...this.#users.values()];
    const changes: Change[] = [
      ...Array.from(
        this.lives.ends,
        ({ name, stamp, text }) =>
          text === undefined
            ? ["remove", name, stamp] as const
            : ["close", name, stamp, text] as const,
      ),
      ...channels.map((channel) =>
        [
          "create",
          channel.name,
          this.lives.bornOf(channel),
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
    const { name, topic } = channel;
    const modes = this.modes.all(channel);
    return [
      ...(topic ? [["topic", name, 0, topic, this.topics.of(channel)] as const] : []),
      ...inGroups(modes).map((modes) => ["modes", name, modes] as const),
    ];
  }
}

function inGroups(modes: readonly ModeChange[]): ModeChange[][] {
  const count = Math.ceil(modes.length / MAX_MODES);
  return Array.from({ length: count }, (_, n) => modes.slice(n * MAX_MODES, (n + 1) * MAX_MODES));
}
