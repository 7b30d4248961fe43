import type { Channel } from "./channel.ts";
import { type ChannelLimitEvent, Channels } from "./channels.ts";
import { NameSpace } from "./name_space.ts";
import type { User } from "./user.ts";

/** The users and channels of a chat, to look up. */
export class HubState {
  protected readonly names = new NameSpace();
  protected readonly channels: Channels;

  constructor(maxChannels: number, onChannelLimit: (event: ChannelLimitEvent) => void) {
    this.channels = new Channels(maxChannels, onChannelLimit);
  }

  /**
   * The users who are logged in, by the keys of their names, in the order of login. Those of other
   * servers are among them.
   */
  get users(): ReadonlyMap<string, User> {
    return this.names.users;
  }

  /** The users' addresses in the order of login: the same array until the users change. */
  get userAddresses(): readonly string[] {
    return this.names.addresses;
  }

  /** The channels' names in the order of creation: the same array until the channels change. */
  get channelNames(): readonly string[] {
    return this.channels.names;
  }

  /** The number of users who are on this server. */
  get ownUsers(): number {
    return this.names.ownUsers;
  }

  /** Returns the user with that nick. */
  userByNick(nick: string): User | undefined {
    return this.names.byNick(nick);
  }

  /** Returns the channel with that name in IRC, without its number sign. */
  channelByForm(form: string): Channel | undefined {
    return this.channels.byForm(form);
  }

  /** Returns the user with that address. */
  user(address: string): User | undefined {
    return this.names.get(address);
  }

  /** Returns the channel of that name. */
  channel(name: string): Channel | undefined {
    return this.channels.get(name);
  }

  /** Reports whether a user or the server has that name, or one that looks the same. */
  isNameTaken(name: string): boolean {
    return this.names.isTaken(name);
  }

  /**
   * Returns `name` if it is free, else `base` with the lowest free suffix: `_2`, `_3` and so on.
   *
   * @param base A form of the name that leaves room for a suffix.
   * @param isReserved Reports whether nobody may get a name, although no user has it.
   */
  firstFreeName(name: string, base = name, isReserved?: (name: string) => boolean): string {
    return this.names.firstFree(name, base, isReserved);
  }
}
