/**
 * The rule of dialects whose users are in one channel at a time.
 *
 * @module
 */
import type { Channel } from "../chat/channel.ts";
import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";

/** Returns the channel that a user is in. */
export function presentChannel(user: User): Channel | undefined {
  return user.channels[0];
}

/** Moves a user from the present channel into another. Moving into the same one counts, too. */
export function moveTo(hub: Hub, user: User, channel: Channel): void {
  for (const present of user.channels) hub.leave(user, present);
  hub.join(user, channel);
}
