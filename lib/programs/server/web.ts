/**
 * The door for browsers as the command line asks for it.
 *
 * @module
 */
import type { Arguments } from "../../command_line/arguments.ts";
import { HttpGate, type HttpService } from "../../transport/http_gate.ts";
import type { SocketWrapper } from "../../transport/socket.ts";
import { AllowedHosts } from "../../web/allowed_hosts.ts";
import type { ClusterServers } from "../../web/cluster_pages.ts";
import { webDoor } from "../../web/door.ts";
import type { SERVER } from "./flags.ts";

/** Reports whether browsers get the page: it speaks the messenger dialect. */
export function hasWebDoor(args: Arguments<typeof SERVER.flags>): boolean {
  const dialect = args.get("dialect");
  return !args.get("no-web") && (dialect === "auto" || dialect === "messenger");
}

/**
 * Returns what answers HTTP requests on accepted connections, or refuses them.
 *
 * @param servers The servers of the cluster.
 */
export function httpGate(
  args: Arguments<typeof SERVER.flags>,
  servers?: ClusterServers,
): SocketWrapper {
  const service = hasWebDoor(args) ? webService(args, servers) : undefined;
  return (socket) => new HttpGate(socket, { service });
}

/** Loaded with the server: loading it later would need descriptors, and they may have run out. */
function webService(
  args: Arguments<typeof SERVER.flags>,
  servers: ClusterServers | undefined,
): HttpService {
  const names = args.get("web-host")?.split(",").map((name) => name.trim()) ?? [];
  const hosts = new AllowedHosts(names, {
    hostname() {
      const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
      return state === "granted" ? Deno.hostname() : undefined;
    },
    addresses: () => Deno.networkInterfaces().map(({ address }) => address),
  });
  return webDoor({ hosts, maxMessage: args.get("max-line"), servers });
}
