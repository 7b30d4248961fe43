import type { Channel } from "./channel.ts";
import type { Departure, Text } from "./event.ts";
import type { ModeFields } from "./modes_state.ts";
import type { User } from "./user.ts";

/** The modes that a channel had. */
export interface FormerModes {
  /** Those that are about nobody in particular. */
  readonly fields: ModeFields;
  readonly operators: ReadonlySet<User>;
  readonly voiced: ReadonlySet<User>;
}

/** Learns which users and channels come and go, in every dialect. Its methods must not throw. */
export interface PresenceObserver {
  /** Learns that a user has logged in. */
  onLogin(user: User): void;
  /** Learns that a user logs out, who is still in all channels. */
  onLogout(user: User, departure: Departure): void;
  /** Learns that a user has another name. `former` has the old one. */
  onRename(user: User, former: User): void;
  /** Learns that a channel exists no longer, which had these members. */
  onClose(channel: Channel, members: readonly User[], text: Text): void;
  /** Learns that something about a user has changed besides its name and its channels. */
  onFacts?(user: User): void;
  /** Learns that a user may enter a channel once, whatever its modes say. */
  onInvite?(user: User, channel: Channel): void;
  /** Learns that a user was put out of a channel, on whatever server. */
  onKick?(user: User, channel: Channel, departure: Departure): void;
  /** Learns that the modes of a channel are not those any more that its members were told. */
  onModes?(channel: Channel, former: FormerModes): void;
  /** Learns that there is a new channel. */
  onCreate?(channel: Channel): void;
}
