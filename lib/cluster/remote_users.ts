import type { Hub } from "../chat/hub.ts";
import { channelKey } from "../chat/name.ts";
import { isNick, nickFor } from "../chat/nick.ts";
import { keyOf, User } from "../chat/user.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Roster } from "../serving/roster.ts";
import type { ServerInfo } from "./beats.ts";
import { Homes } from "./homes.ts";
import type { LoginIds } from "./login_ids.ts";
import type { Join, RemoteChannels } from "./remote_channels.ts";
import type { RemoteOwners } from "./remote_owners.ts";
import { RemoteSession } from "./remote_session.ts";
import type { Residents } from "./residents.ts";
import type { Change, UserFacts } from "./wire.ts";

/** The parts that {@linkcode RemoteUsers} work with. */
export interface RemoteUsersParts {
  readonly hub: Hub;
  readonly owners: Pick<RemoteOwners, "learn">;
  readonly roster: Roster;
  readonly logins: LoginIds;
  readonly channels: RemoteChannels;
  /** Asks the server of a user to put it out. Resolves once that is done, or takes too long. */
  putOut(user: User, text: string, reason: string): Promise<void>;
  /** Learns the facts that only users of one dialect know about each other. */
  onExtra(user: User, extra: unknown): void;
  /** Gets the exceptions that nobody expected. */
  report(error: unknown): void;
}

/** The users of the other servers. They are in the hub like those of this one. */
export class RemoteUsers {
  readonly #parts: RemoteUsersParts;
  readonly #servers = new Map<string, Residents>();
  readonly homes = new Homes();
  #isApplying = false;

  constructor(parts: RemoteUsersParts) {
    this.#parts = parts;
  }

  /** Whether the hub repeats an event of another server now. */
  get isApplying(): boolean {
    return this.#isApplying;
  }

  /** Does something that has happened on another server. */
  apply(act: () => void): void {
    const wasApplying = this.#isApplying;
    this.#isApplying = true;
    try {
      act();
      if (!wasApplying) this.#parts.channels.tellNews();
    } catch (error) {
      this.#parts.report(error);
    } finally {
      this.#isApplying = wasApplying;
    }
  }

  /** Returns a user of another server, under the name of that moment. */
  sender(boot: string, number: number, name: string): User {
    const known = this.#servers.get(boot)?.users.get(number);
    if (known?.name === name) return known;
    const user = known?.snapshot() ?? new User(name);
    user.server = boot;
    user.setName(name, nickFor(name));
    return user;
  }

  /** Applies changes on another server. */
  change(info: ServerInfo, changes: readonly Change[]): void {
    const residents = this.#residentsOf(info);
    for (const change of changes) this.#apply(residents, change, false);
  }

  /** Makes the users of another server those of a snapshot. What has changed is told once. */
  replace(info: ServerInfo, changes: readonly Change[]): void {
    this.apply(() => this.#replace(this.#residentsOf(info), changes));
  }

  #replace(residents: Residents, changes: readonly Change[]): void {
    const present = new Set(changes.flatMap((it) => it[0] === "login" ? [it[1]] : []));
    const joins = Map.groupBy(changes.filter((it) => it[0] === "join"), ([, number]) => number);
    for (const [number, user] of residents.users) {
      const names = new Set(joins.get(number)?.map(([, , name]) => channelKey(name)));
      this.apply(() => {
        if (!present.has(number)) return this.#logOut(residents, number, "");
        residents.hidden.get(user)?.channels.clear();
        for (const channel of user.channels) {
          if (!names.has(channelKey(channel.name))) this.#parts.hub.leave(user, channel);
        }
      });
    }
    for (const change of changes) this.#apply(residents, change, true);
  }

  /** Logs the users of a server out that is no longer there. */
  remove({ boot }: ServerInfo, farewell: string): void {
    const residents = this.#servers.get(boot);
    if (!residents) return;
    for (const number of residents.users.keys()) {
      this.apply(() => this.#logOut(residents, number, farewell));
    }
    this.#servers.delete(boot);
  }

  /** Logs a user out whose server does not answer. */
  evict(user: User): void {
    const home = this.homes.of(user);
    const residents = home && this.#servers.get(home.boot);
    if (residents) this.apply(() => this.#logOut(residents, home.number, ""));
  }

  /** Lets users appear whose names have become free. */
  reveal(): void {
    for (const residents of this.#servers.values()) {
      for (const [user, { facts, channels }] of residents.hidden) {
        if (this.#parts.hub.isNameTaken(user.name)) continue;
        residents.hidden.delete(user);
        this.apply(() => {
          this.#admit(residents, user, facts);
          for (const join of channels.values()) this.#join(residents, user, join, true);
        });
      }
    }
  }

  #residentsOf(info: ServerInfo): Residents {
    const known = this.#servers.get(info.boot);
    if (known) return known;
    const residents = { info, users: new Map(), hidden: new Map() };
    this.#servers.set(info.boot, residents);
    return residents;
  }

  #apply(residents: Residents, change: Change, isSnapshot: boolean): void {
    this.apply(() => this.#applyOne(residents, change, isSnapshot));
  }

  #applyOne(residents: Residents, change: Change, isSnapshot: boolean): void {
    const { channels } = this.#parts;
    const userOf = (number: number) => residents.users.get(number);
    switch (change[0]) {
      case "login":
        return this.#logIn(residents, change[1], change[2]);
      case "logout":
        return this.#logOut(residents, change[1], change[2]);
      case "facts":
        return this.#update(residents, userOf(change[1]), change[2], true);
      case "rename":
        return this.#rename(residents, change[1], change[2], change[3]);
      case "join": {
        const [, number, ...join] = change;
        const user = userOf(number);
        return user && this.#join(residents, user, join, isSnapshot);
      }
      case "leave": {
        const [, number, name, reason, farewell, by] = change;
        const user = userOf(number);
        if (!user) return;
        residents.hidden.get(user)?.channels.delete(channelKey(name));
        return channels.leave(user, name, channels.departure(reason, farewell, by));
      }
      default:
        return channels.apply(change, { server: residents.info.boot, userOf, isSnapshot });
    }
  }

  #logIn(residents: Residents, number: number, facts: UserFacts): void {
    const known = residents.users.get(number);
    if (known) {
      if (!isNamed(known, facts)) this.#rename(residents, number, facts.name, facts.nick);
      return this.#update(residents, known, facts, true);
    }
    const { name, network } = facts;
    const user = new User(name, network);
    user.setName(name, nickOf(facts));
    const { boot, slot, address } = residents.info;
    user.server = boot;
    user.serverAddress = address;
    residents.users.set(number, user);
    this.homes.learn(user, { boot, slot, number });
    this.#admit(residents, user, facts);
  }

  #admit(residents: Residents, user: User, facts: UserFacts): void {
    this.#update(residents, user, facts, false);
    this.#hideEarlier(user.name, facts.loginId);
    if (this.#parts.hub.admit(user) instanceof Refusal) {
      residents.hidden.set(user, { facts, channels: new Map() });
      return;
    }
    const putOut = (text: string, reason: string) => this.#parts.putOut(user, text, reason);
    this.#parts.logins.add(user, facts.loginId);
    this.#parts.roster.add(user, new RemoteSession(facts, putOut));
    this.#parts.owners.learn(user, undefined, facts.owner);
  }

  /** Hides a user whose server has lost the name, but has not said so, or is dead. */
  #hideEarlier(name: string, loginId: number): void {
    const { hub, roster } = this.#parts;
    const user = hub.users.get(keyOf(name));
    const session = user && roster.sessions.get(user);
    if (!(session instanceof RemoteSession) || session.facts.loginId >= loginId) return;
    const home = this.homes.of(user!);
    const residents = home && this.#servers.get(home.boot);
    if (residents) this.#hide(residents, user!, user!.name);
  }

  /** @param isTold Whether others are told of it. */
  #update(
    residents: Residents,
    user: User | undefined,
    facts: UserFacts,
    isTold: boolean,
  ): void {
    if (!user) return;
    const { owners } = this.#parts;
    const { host, username, realName, owner, extra, activeAt = 0 } = facts;
    const hidden = residents.hidden.get(user);
    if (hidden) hidden.facts = facts;
    const session = this.#parts.roster.sessions.get(user);
    if (session instanceof RemoteSession) {
      const former = session.facts.owner;
      session.facts = facts;
      owners.learn(user, former, owner);
    }
    Object.assign(user, { host, username, realName });
    user.activeAt = Math.max(user.activeAt, activeAt);
    this.#parts.onExtra(user, extra);
    if (isTold && !hidden) this.#parts.hub.tellFacts(user);
  }

  #logOut(residents: Residents, number: number, farewell: string): void {
    const { hub, channels } = this.#parts;
    const user = residents.users.get(number);
    if (!user) return;
    residents.users.delete(number);
    if (residents.hidden.delete(user)) return;
    this.#endSession(user);
    hub.logout(user, channels.departure("disconnected", farewell, ""));
  }

  #endSession(user: User): void {
    const { roster, owners, logins } = this.#parts;
    const session = roster.sessions.get(user);
    logins.delete(user);
    if (session instanceof RemoteSession) owners.learn(user, session.facts.owner, undefined);
    roster.remove(user);
  }

  #rename(residents: Residents, number: number, name: string, wanted?: string): void {
    const { hub } = this.#parts;
    const user = residents.users.get(number);
    if (!user) return;
    const nick = nickOf({ name, nick: wanted });
    if (residents.hidden.has(user)) {
      user.setName(name, nick);
      return this.reveal();
    }
    if (name === user.name) return hub.nicks.change(user, nick);
    // Somebody else may have the name here: until that is settled, the user cannot be shown.
    if (hub.rename(user, name, nick)) this.#hide(residents, user, name);
  }

  #hide(residents: Residents, user: User, name: string): void {
    const { hub, roster, channels } = this.#parts;
    const { facts } = roster.sessions.get(user) as RemoteSession;
    const joins = user.channels.map((channel) =>
      [
        channelKey(channel.name),
        channels.joinOf(user, channel),
      ] as const
    );
    this.#endSession(user);
    hub.logout(user);
    user.setName(name, nickFor(name));
    residents.hidden.set(user, { facts: { ...facts, name }, channels: new Map(joins) });
  }

  #join(residents: Residents, user: User, join: Join, isSnapshot: boolean): void {
    const hidden = residents.hidden.get(user);
    if (hidden) hidden.channels.set(channelKey(join[0]), join);
    else this.#parts.channels.join(user, join, isSnapshot);
  }
}

/** Returns the nick that a user has on its own server. */
function nickOf({ name, nick }: Pick<UserFacts, "name" | "nick">): string {
  return nick !== undefined && isNick(nick) ? nick : nickFor(name);
}

function isNamed(user: User, facts: UserFacts): boolean {
  return user.name === facts.name && user.nick === nickOf(facts);
}
