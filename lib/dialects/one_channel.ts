/**
 * The rule of dialects whose users are in one channel at a time.
 *
 * @module
 */
import type { Channel } from "../chat/channel.ts";
import type { EntryRefusal } from "../chat/channel_modes.ts";
import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import type { Refusal } from "../errors/refusal.ts";

/** Returns the channel that a user is in. */
export function presentChannel(user: User): Channel | undefined {
  return user.channels[0];
}

/**
 * Moves a user from the present channel into another. Moving into the same one counts, too.
 *
 * @param key The channel's key, if the user knows one.
 * @returns why the user may not enter, if so. Then nothing has changed.
 */
export function moveTo(
  hub: Hub,
  user: User,
  channel: Channel,
  key?: string,
): Refusal<EntryRefusal> | undefined {
  const refusal = channel.members.has(user) ? undefined : channel.entryRefusal(user, key);
  if (refusal) return refusal;
  for (const present of user.channels) hub.leave(user, present);
  hub.join(user, channel);
}
