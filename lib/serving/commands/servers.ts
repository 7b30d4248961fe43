import { serversLines } from "../../dialects/server_texts.ts";
import type { ServerList } from "../server_list.ts";
import type { CommandFamily } from "./server_commands.ts";

/** Returns the command that lists the servers of a cluster. */
export function serversCommand(servers: ServerList | undefined): CommandFamily {
  return { "/servers": () => serversLines(servers?.addresses ?? []) };
}
