/**
 * The servers of the network: this one, or those of a cluster.
 *
 * @module
 */
import type { User } from "../../chat/user.ts";
import type { Client } from "./client.ts";
import { paramText } from "./targets.ts";

/** An address that can stand in a line. */
const ADDRESS = /^[\w.:[\]%-]{1,100}$/;

/** Returns the addresses of the servers of the cluster, this one's first; none without a cluster. */
export function serverAddresses({ peer }: Client): readonly string[] {
  return peer.servers?.addresses ?? [];
}

/**
 * Returns the name of the server that a user is on. In a cluster, whose servers share a name, that is the
 * server's address.
 */
export function serverOf(client: Client, user: User): string {
  const [own = client.network.settings.serverName] = serverAddresses(client);
  return serverName(user.server === undefined ? own : user.serverAddress ?? own);
}

/** Returns an address as the name of a server. Those of other servers may be anything. */
export function serverName(address: string): string {
  return ADDRESS.test(address) ? paramText(address) : "*";
}
