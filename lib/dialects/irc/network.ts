import type { Channel } from "../../chat/channel.ts";
import type { Departure, Text } from "../../chat/event.ts";
import type { Hub } from "../../chat/hub.ts";
import { foldCase } from "../../chat/name.ts";
import type { FormerModes, PresenceObserver } from "../../chat/presence.ts";
import { SERVER_NAME } from "../../chat/server_name.ts";
import { User } from "../../chat/user.ts";
import { factsOf, speaksIrc } from "./facts.ts";
import { formatLine } from "./line.ts";
import { modeNews } from "./mode_news.ts";
import { formatModes, linesOfModes } from "./modes.ts";
import { Monitors } from "./monitors.ts";
import type { IrcSettings } from "./settings.ts";
import { Signal } from "./signal.ts";
import { ToldFacts } from "./told_facts.ts";
import { WhoWas } from "./who_was.ts";

/** Why a user has left whose client said nothing. */
const CONNECTION_CLOSED = "Connection closed";

/** A client of IRC as others see it. */
export interface IrcMember {
  readonly user: User | undefined;
}

/** What all clients of IRC on one server share. */
export class IrcNetwork implements PresenceObserver {
  readonly hub: Hub;
  readonly settings: IrcSettings;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly monitors = new Monitors();
  readonly whoWas = new WhoWas();
  /** The clients that have logged in. */
  readonly members = new Map<User, IrcMember>();
  /** The number of clients that have not logged in. */
  unregistered = 0;
  readonly #told = new ToldFacts();
  #maxUsers: number;
  #maxOwnUsers: number;

  constructor(hub: Hub, settings: IrcSettings) {
    this.hub = hub;
    this.settings = settings;
    this.startedAt = hub.time;
    this.#maxUsers = hub.users.size;
    this.#maxOwnUsers = hub.ownUsers;
    for (const user of hub.users.values()) this.#told.note(user);
    hub.observe(this);
  }

  /** The largest number of users so far. */
  get maxUsers(): number {
    return this.#maxUsers;
  }

  /** The largest number of users of this server so far. */
  get maxOwnUsers(): number {
    return this.#maxOwnUsers;
  }

  onLogin(user: User): void {
    this.#maxUsers = Math.max(this.#maxUsers, this.hub.users.size);
    this.#maxOwnUsers = Math.max(this.#maxOwnUsers, this.hub.ownUsers);
    this.#told.note(user);
    this.#announce(user);
  }

  onFacts(user: User): void {
    const changes = this.#told.changes(user);
    if (changes.length === 0) return;
    const audience = this.#audienceOf(user);
    for (const change of changes) this.hub.signal(user, audience, change);
  }

  /** Tells those who monitor a user that it is here. */
  #announce(user: User): void {
    this.monitors.tell(user.nick, "RPL_MONONLINE", user.mask);
  }

  onLogout(user: User, { farewell = CONNECTION_CLOSED }: Departure): void {
    this.whoWas.add(user, this.hub.time);
    this.members.delete(user);
    this.monitors.tell(user.nick, "RPL_MONOFFLINE", user.nick);
    const quit = new Signal(formatLine(user.mask, "QUIT", [], farewell));
    this.hub.signal(user, neighboursOf(user), quit);
  }

  onRename(user: User, former: User): void {
    const isOtherNick = foldCase(user.nick) !== foldCase(former.nick);
    if (isOtherNick) this.whoWas.add(former, this.hub.time);
    if (user.nick !== former.nick) {
      const line = formatLine(former.mask, "NICK", [user.nick]);
      this.hub.signal(user, neighboursOf(user), new Signal(line));
    }
    if (!isOtherNick) return;
    this.monitors.tell(former.nick, "RPL_MONOFFLINE", former.nick);
    this.#announce(user);
  }

  /** Tells a member of this server who is put out: the line to the channel comes too late for it. */
  onKick(user: User, { form }: Channel, { by, farewell }: Departure): void {
    if (!this.members.has(user) || !by || by === user) return;
    const kick = formatLine(by.mask, "KICK", [`#${form}`, user.nick], farewell ?? by.nick);
    this.hub.signal(by, [user], new Signal(kick));
  }

  /** Tells the members what has changed on other servers while those were out of reach. */
  onModes(channel: Channel, former: FormerModes): void {
    for (const modes of linesOfModes(modeNews(channel, former))) {
      const params = [`#${channel.form}`, ...formatModes(modes)];
      const line = formatLine(this.settings.serverName, "MODE", params);
      this.hub.signal(new User(SERVER_NAME), channel, new Signal(line));
    }
  }

  /** Puts each member out in a line of its own: all lines to all members would be too many. */
  onClose({ form }: Channel, members: readonly User[], text: Text): void {
    const server = new User(SERVER_NAME);
    for (const user of members) {
      if (!this.members.has(user)) continue;
      const params = [`#${form}`, user.nick];
      const kick = formatLine(this.settings.serverName, "KICK", params, String(text));
      this.hub.signal(server, [user], new Signal(kick));
    }
  }

  /**
   * Returns the users who hear what somebody does: those in the same channels, and those who monitor
   * the user and have asked for that.
   */
  #audienceOf(user: User): Set<User> {
    const audience = neighboursOf(user);
    for (const watcher of this.monitors.extendedWatchers(user.nick)) audience.add(watcher);
    audience.delete(user);
    return audience;
  }

  /**
   * Returns how long a user has done nothing, in seconds. Of users of other servers, this one only knows
   * when they entered a channel and spoke, and what their servers say with other facts about them.
   */
  idleSeconds(user: User): number {
    if (!speaksIrc(user)) return 0;
    const activeAt = Math.max(user.activeAt, factsOf(user).activeAt());
    return Math.max(0, Math.floor((this.hub.time - activeAt) / 1000));
  }

  /** Reports whether one user may learn of another by a mask. */
  isVisible(user: User, to: User): boolean {
    return user === to || !factsOf(user).modes.has("i") ||
      user.channels.some(({ members }) => members.has(to));
  }
}

/** Returns the other members of a user's channels. */
function neighboursOf(user: User): Set<User> {
  const neighbours = new Set<User>();
  for (const { members } of user.channels) {
    for (const member of members) neighbours.add(member);
  }
  neighbours.delete(user);
  return neighbours;
}
