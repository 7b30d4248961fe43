import type { MessengerConnection } from "./messenger_connection.ts";

/** How many channels are listed with the number of their members. */
const MAX_COUNTED_CHANNELS = 10;

/**
 * Adds the number of members to the names of channels: `#tea (2)`. If there are many channels, they
 * stay as they are: the server would have to send a list for each.
 */
export async function countedChannels(
  connection: MessengerConnection,
  channels: readonly string[],
): Promise<readonly string[]> {
  if (channels.length > MAX_COUNTED_CHANNELS) return channels;
  return await Promise.all(channels.map(async (destination) => {
    const request = { action: "users", destination };
    // Whoever waits for `failed` learns why there is no answer.
    const answer = await connection.ask(request).catch(() => undefined);
    return answer?.action === "users" ? `${destination} (${answer.body.length})` : destination;
  }));
}
