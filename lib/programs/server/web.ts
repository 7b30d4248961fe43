/**
 * The door for browsers as the command line asks for it. Its code is loaded when the first one comes.
 *
 * @module
 */
import type { Arguments } from "../../command_line/arguments.ts";
import { HttpGate, type HttpService } from "../../transport/http_gate.ts";
import type { SocketWrapper } from "../../transport/socket.ts";
import type { SERVER } from "./flags.ts";

/** Reports whether browsers get the page: it speaks the messenger dialect. */
export function hasWebDoor(args: Arguments<typeof SERVER.flags>): boolean {
  const dialect = args.get("dialect");
  return !args.get("no-web") && (dialect === "auto" || dialect === "messenger");
}

/** Returns what answers HTTP requests on accepted connections, or refuses them. */
export function httpGate(args: Arguments<typeof SERVER.flags>): SocketWrapper {
  const service = hasWebDoor(args) ? webService(args) : undefined;
  return (socket) => new HttpGate(socket, { service });
}

function webService(args: Arguments<typeof SERVER.flags>): HttpService {
  let service: Promise<HttpService> | undefined;
  return async (...request) => await (await (service ??= loadService(args)))(...request);
}

async function loadService(args: Arguments<typeof SERVER.flags>): Promise<HttpService> {
  const [{ webDoor }, { AllowedHosts }] = await Promise.all([
    import("../../web/door.ts"),
    import("../../web/allowed_hosts.ts"),
  ]);
  const names = args.get("web-host")?.split(",").map((name) => name.trim()) ?? [];
  const hosts = new AllowedHosts(names, {
    hostname() {
      const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
      return state === "granted" ? Deno.hostname() : undefined;
    },
    addresses: () => Deno.networkInterfaces().map(({ address }) => address),
  });
  return webDoor({ hosts, maxMessage: args.get("max-line") });
}
