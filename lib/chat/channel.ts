import type { Refusal } from "../errors/refusal.ts";
import { ChannelModes, type EntryRefusal, type SpeechRefusal } from "./channel_modes.ts";
import type { Topic } from "./topic.ts";
import type { User } from "./user.ts";

/**
 * A named group of users who read each other's messages. It outlives its last member, but may have
 * to make room for another one then.
 */
export class Channel {
  /** Only the hub changes it. */
  topic: Topic | undefined;
  readonly #members = new Set<User>();
  #ownMembers = 0;
  #addresses: readonly string[] | undefined;
  #modes: ChannelModes | undefined;
  #hasCreatorRights = true;

  /**
   * @param creator The user who created it, unless the server did.
   * @param createdAt In milliseconds since 1970. Another server may have created it earlier.
   * @param form The name as users of IRC see it, behind a number sign.
   */
  constructor(
    readonly name: string,
    readonly creator?: User,
    public createdAt: number = 0,
    readonly form: string = name,
  ) {}

  /** What its operators have decided. */
  get modes(): ChannelModes {
    return this.#modes ??= new ChannelModes();
  }

  /**
   * Returns why a user may not enter, if so.
   *
   * @param key The channel's key, if the user knows one.
   */
  entryRefusal(user: User, key?: string): Refusal<EntryRefusal> | undefined {
    return this.#modes?.entryRefusal(user, this.#members.size, this.name, key);
  }

  /** Returns why a user may not speak, if so. */
  speechRefusal(user: User): Refusal<SpeechRefusal> | undefined {
    return this.#modes?.speechRefusal(user, this.#members.has(user), this.name);
  }

  /** Reports whether a user may know that the channel exists: only members know of a secret one. */
  isVisibleTo(user: User): boolean {
    return this.#members.has(user) || !this.#modes?.flags.has("s");
  }

  /** The members in the order in which they joined. */
  get members(): ReadonlySet<User> {
    return this.#members;
  }

  /** The number of members who are on this server. */
  get ownMembers(): number {
    return this.#ownMembers;
  }

  /** The members' addresses in the same order: the same array until the members change. */
  get addresses(): readonly string[] {
    return this.#addresses ??= Array.from(this.#members, ({ address }) => address);
  }

  /** Adds a member. Only the hub calls this. */
  add(user: User): void {
    this.#addresses = undefined;
    const isCreator = user === this.creator && this.#hasCreatorRights;
    if (this.#members.size === 0 || isCreator) this.modes.operators.add(user);
    this.#members.add(user);
    if (user.server === undefined) this.#ownMembers++;
    this.modes.onJoin(user);
  }

  /** Learns that there was a channel of that name already: whoever created this one has no rights by that. */
  disown(): void {
    this.#hasCreatorRights = false;
  }

  /** Learns that a member has another name. Only the hub calls this. */
  onRename(): void {
    this.#addresses = undefined;
  }

  /** Removes a member. Only the hub calls this. */
  remove(user: User): void {
    this.#addresses = undefined;
    if (this.#members.delete(user) && user.server === undefined) this.#ownMembers--;
    this.#modes?.forget(user);
    // Nobody could change them any more.
    if (this.#members.size === 0) this.#modes = undefined;
  }
}
