/**
 * What the operators of a channel have decided about it. Only users of IRC can change it, but it holds
 * for everybody.
 *
 * @module
 */
import { Refusal } from "../errors/refusal.ts";
import { fitsMask } from "./mask.ts";
import { foldCase } from "./name.ts";
import type { User } from "./user.ts";

/** The switches of a channel, by their letters in IRC. */
export type ChannelFlag =
  /** Only users who are invited may enter. */
  | "i"
  /** Only operators and users with a voice may speak. */
  | "m"
  /** Only members may speak. */
  | "n"
  /** Only members learn that the channel exists. */
  | "s"
  /** Only operators may change the topic. */
  | "t"
  /** Nobody may send requests to the members' programs. */
  | "C";

/** The lists of masks: banned users, exceptions from these, and users who need no invitation. */
export type MaskListName = "b" | "e" | "I";

/** The maximum number of masks in one list. */
export const MAX_MASKS = 100;

/** The maximum number of users who are invited at once. */
const MAX_INVITED = 1000;

/** A mask in a list. */
export interface MaskEntry {
  readonly mask: string;
  /** The mask of the user who added it. */
  readonly by: string;
  /** In milliseconds since 1970. */
  readonly time: number;
}

/** The reasons why a user may not enter a channel. */
export type EntryRefusal = "banned" | "invite-only" | "bad-key" | "channel-full";

/** The reasons why a user may not speak in a channel. */
export type SpeechRefusal = "banned" | "moderated" | "not-a-member";

const ENTRY_TEXTS: Readonly<Record<EntryRefusal, string>> = {
  "banned": "an operator of the channel has banned you",
  "invite-only": "it is for invited users only",
  "bad-key": "it needs a key",
  "channel-full": "it is full",
};

const SPEECH_TEXTS: Readonly<Record<SpeechRefusal, string>> = {
  "banned": "an operator of the channel has banned you",
  "moderated": "it is moderated",
  "not-a-member": "it is for its members only",
};

/** A name of a list and a mask, without the case that makes no difference. */
type Lists = Record<MaskListName, Map<string, MaskEntry>>;

/** The modes of one channel. */
export class ChannelModes {
  readonly flags = new Set<ChannelFlag>();
  /** The word that a user has to know to enter. */
  key: string | undefined;
  /** The maximum number of members who may enter. Those who are there stay. */
  limit: number | undefined;
  readonly operators = new Set<User>();
  readonly voiced = new Set<User>();
  readonly #invited = new Set<User>();
  readonly #lists: Lists = { b: new Map(), e: new Map(), I: new Map() };

  /** The masks of a list in the order in which they were added. */
  masks(list: MaskListName): Iterable<MaskEntry> {
    return this.#lists[list].values();
  }

  /** Adds a mask to a list. Returns whether it was not there, and there was room for it. */
  addMask(list: MaskListName, entry: MaskEntry): boolean {
    const masks = this.#lists[list];
    if (masks.has(foldCase(entry.mask)) || masks.size >= MAX_MASKS) return false;
    this.setMask(list, entry);
    return true;
  }

  /** Puts a mask into a list that another server has put there, whether there is room for it or not. */
  setMask(list: MaskListName, entry: MaskEntry): void {
    this.#lists[list].set(foldCase(entry.mask), entry);
  }

  /** Removes a mask from a list. Returns it as it was added. */
  removeMask(list: MaskListName, mask: string): string | undefined {
    const masks = this.#lists[list];
    const entry = masks.get(foldCase(mask));
    masks.delete(foldCase(mask));
    return entry?.mask;
  }

  /** Reports whether a list has no room. */
  isFull(list: MaskListName): boolean {
    return this.#lists[list].size >= MAX_MASKS;
  }

  /** The users who may enter once, whatever the modes say. */
  get invited(): ReadonlySet<User> {
    return this.#invited;
  }

  /** Lets a user in once, whatever the modes say. */
  invite(user: User): void {
    const [oldest] = this.#invited;
    if (this.#invited.size >= MAX_INVITED) this.#invited.delete(oldest!);
    this.#invited.add(user);
  }

  /** Forgets everything: other operators have decided. */
  reset(): void {
    this.flags.clear();
    this.key = this.limit = undefined;
    for (const users of [this.operators, this.voiced, this.#invited]) users.clear();
    for (const masks of Object.values(this.#lists)) masks.clear();
  }

  /** Forgets the invitation and the rights of a user who leaves. */
  forget(user: User): void {
    this.#invited.delete(user);
    this.operators.delete(user);
    this.voiced.delete(user);
  }

  /** Learns that a user has entered: an invitation holds once. */
  onJoin(user: User): void {
    this.#invited.delete(user);
  }

  /** Returns why a user may not enter, if so. */
  entryRefusal(
    user: User,
    members: number,
    channel: string,
    key?: string,
  ): Refusal<EntryRefusal> | undefined {
    if (this.#invited.has(user)) return undefined;
    const code = this.#entryCode(user, members, key);
    return code && new Refusal(code, `Cannot enter ${channel}: ${ENTRY_TEXTS[code]}`);
  }

  #entryCode(user: User, members: number, key?: string): EntryRefusal | undefined {
    if (this.#isBanned(user)) return "banned";
    if (this.flags.has("i") && !this.#fits("I", user)) return "invite-only";
    if (this.key !== undefined && key !== this.key) return "bad-key";
    if (this.limit !== undefined && members >= this.limit) return "channel-full";
    return undefined;
  }

  /** Returns why a user may not speak, if so. */
  speechRefusal(
    user: User,
    isMember: boolean,
    channel: string,
  ): Refusal<SpeechRefusal> | undefined {
    if (this.operators.has(user) || this.voiced.has(user)) return undefined;
    const code = this.#speechCode(user, isMember);
    return code && new Refusal(code, `Cannot speak in ${channel}: ${SPEECH_TEXTS[code]}`);
  }

  #speechCode(user: User, isMember: boolean): SpeechRefusal | undefined {
    if (!isMember && this.flags.has("n")) return "not-a-member";
    if (this.flags.has("m")) return "moderated";
    return this.#lists.b.size > 0 && this.#isBanned(user) ? "banned" : undefined;
  }

  #isBanned(user: User): boolean {
    return this.#fits("b", user) && !this.#fits("e", user);
  }

  #fits(list: MaskListName, user: User): boolean {
    for (const { mask } of this.#lists[list].values()) {
      if (fitsMask(user.mask, mask)) return true;
    }
    return false;
  }
}
