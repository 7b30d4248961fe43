import type { Channel } from "./channel.ts";
import type { User } from "./user.ts";

/**
 * What somebody says. The hub passes it on without a look at it, so that a dialect may hand over its
 * own form of a text, and a string is made only for those who need one. It is good during the call.
 */
export interface Text {
  toString(): string;
}

/** Something that users hear of. It goes out once, and is encoded once for each dialect. */
export type ChatEvent =
  /** To the channel's members, the sender excepted. */
  | {
    readonly type: "message";
    readonly from: User;
    readonly channel: Channel;
    readonly text: Text;
  }
  /** To the channel's other members. The user is a member already. */
  | { readonly type: "joined"; readonly user: User; readonly channel: Channel }
  /** To the channel's remaining members. The user is a member no longer. */
  | { readonly type: "left"; readonly user: User; readonly channel: Channel }
  /** To one user. */
  | { readonly type: "private"; readonly from: User; readonly to: User; readonly text: Text }
  /** To everyone who is logged in, the sender excepted. */
  | { readonly type: "broadcast"; readonly from: User; readonly text: Text };
