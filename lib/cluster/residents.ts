import type { User } from "../chat/user.ts";
import type { ServerInfo } from "./beats.ts";
import type { Join } from "./remote_channels.ts";
import type { UserFacts } from "./wire.ts";

/** A user whose name somebody else has here, for the moment. */
export interface Hidden {
  facts: UserFacts;
  /** The channels that the user is in, by their keys. */
  readonly channels: Map<string, Join>;
}

/** The users of one other server. */
export interface Residents {
  readonly info: ServerInfo;
  readonly users: Map<number, User>;
  readonly hidden: Map<User, Hidden>;
}
