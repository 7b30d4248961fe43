import type { Channel } from "./channel.ts";
import type { User } from "./user.ts";

/**
 * The text of a message. The hub does not read it. So a dialect can pass its own form of the text,
 * and only the dialects that need a string make one. The object is valid during the call only.
 */
export interface Text {
  /** The same text in UTF-8, if it has not been decoded. */
  readonly bytes?: Uint8Array;
  toString(): string;
}

/** The reason why a member left a channel. */
export interface Departure {
  /**
   * `left` when the user chose to leave this channel, `disconnected` when the user logged out, `kicked`
   * when somebody removed the user.
   */
  readonly reason: "left" | "disconnected" | "kicked";
  /** The parting words of the user's client, or the reason of whoever removed the user. */
  readonly farewell?: string | undefined;
  /** Whoever removed the user. */
  readonly by?: User | undefined;
}

/** The marks that the hub puts on every event. */
export interface Stamp {
  /** Grows with each event of a server, starting from 1. */
  readonly id: number;
  /** The time of the event, in milliseconds since 1970. */
  readonly time: number;
}

/** An event that users read about. Each dialect encodes it once, for any number of users. */
export type ChatEvent =
  & Stamp
  & (
    /** Goes to the channel's members except the sender, who need not be one. */
    | {
      readonly type: "message";
      readonly from: User;
      readonly channel: Channel;
      readonly text: Text;
    }
    /** Goes to the channel's other members. The user already is a member. */
    | { readonly type: "joined"; readonly user: User; readonly channel: Channel }
    /** Goes to the channel's remaining members. The user no longer is a member. */
    | {
      readonly type: "left";
      readonly user: User;
      readonly channel: Channel;
      readonly departure: Departure;
    }
    /**
     * Goes to the channel's other members: a member has another name. `former` is the user with the
     * old one.
     */
    | {
      readonly type: "renamed";
      readonly user: User;
      readonly former: User;
      readonly channel: Channel;
    }
    /**
     * Something that only one dialect has words for. Goes to the members of a channel except `by`, or to
     * some users.
     */
    | {
      readonly type: "signal";
      readonly by: User;
      readonly to: Channel | Iterable<User>;
      readonly signal: object;
    }
    /** Goes to the channel's members, the one who changed its topic included. */
    | { readonly type: "topic"; readonly from: User; readonly channel: Channel }
    /** Goes to the former members of a channel that exists no longer. */
    | {
      readonly type: "closed";
      readonly from: User;
      readonly channel: Channel;
      readonly members: readonly User[];
      readonly text: Text;
    }
    /** Goes to one user. */
    | {
      readonly type: "private";
      readonly from: User;
      readonly to: User;
      readonly text: Text;
      /** The text for dialects that show no time, where that matters: the message has waited. */
      readonly plainText?: Text;
    }
    /**
     * Goes to every user except the sender. A notice is about the server itself: users of other servers
     * do not get it, and whoever is not there now need not know it.
     */
    | {
      readonly type: "broadcast";
      readonly from: User;
      readonly text: Text;
      readonly isNotice?: boolean | undefined;
    }
  );

/**
 * Gets every event of a hub, in order, before the call that caused the event returns. It must not
 * throw: the other sinks still have to get the event.
 */
export interface EventSink {
  emit(event: ChatEvent): void;
}
