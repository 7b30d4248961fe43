import type { MessengerConnection } from "./messenger_connection.ts";

/** The ways back into a channel, which others may make or remove meanwhile, and what they led to. */
const WAYS: readonly (readonly [string, (channel: string) => string])[] = [
  ["join", (channel) => `back in ${channel}`],
  ["create", (channel) => `created ${channel} again: it no longer existed`],
  ["join", (channel) => `back in ${channel}`],
];

/**
 * Enters a channel again on a new connection. Makes it if it no longer exists. Resolves to whether the
 * user is in it.
 *
 * @param onBack Gets what this led to, before any later message of the server.
 * @throws {ConnectionError} when this connection is lost, too.
 */
export async function rejoin(
  connection: MessengerConnection,
  destination: string,
  onBack: (result: string) => void,
): Promise<boolean> {
  for (const [action, done] of WAYS) {
    const answer = await connection.ask({ action, destination }, (answer) => {
      if (answer.action === "joined") onBack(done(destination));
    });
    if (answer.action === "joined") return true;
  }
  return false;
}
