import type { Channel } from "./channel.ts";
import type { Hub } from "./hub.ts";
import type { User } from "./user.ts";

/** Returns the channel of that name, unless it is secret and the user is not in it. */
export function visibleChannel(hub: Hub, user: User, name: string): Channel | undefined {
  const channel = hub.channel(name);
  return channel?.isVisibleTo(user) ? channel : undefined;
}

/**
 * Returns the names of the channels that a user may know of, in the order of creation: the same array
 * for all users while there is no secret.
 */
export function visibleChannelNames(hub: Hub, user: User): readonly string[] {
  const { channelNames } = hub;
  const visible = channelNames.filter((name) => visibleChannel(hub, user, name));
  return visible.length === channelNames.length ? channelNames : visible;
}
