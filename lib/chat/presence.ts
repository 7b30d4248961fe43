import type { Departure } from "./event.ts";
import type { User } from "./user.ts";

/** Learns which users come and go, in every dialect. Its methods must not throw. */
export interface PresenceObserver {
  /** Learns that a user has logged in. */
  onLogin(user: User): void;
  /** Learns that a user logs out, who is still in all channels. */
  onLogout(user: User, departure: Departure): void;
  /** Learns that a user has another name. `former` has the old one. */
  onRename(user: User, former: User): void;
}
