import type { Command } from "../../command_line/command.ts";
import { SERVING } from "../shared/serving_flags.ts";

/** What the room directory can be told. */
export const CRDS: Command = {
  name: "crds",
  usage: ["crds.ts [PORT] [FLAGS]"],
  summary: "Starts a chat room directory server.",
  flags: {
    port: { short: "p", value: "PORT", help: "Listen on this port (default: 50000)" },
    address: {
      short: "a",
      value: "ADDRESS",
      help: "Listen on this address (default: 0.0.0.0, all)",
    },
    store: {
      value: "FILE",
      help: "Keep the rooms in this file (default: until the program ends)",
      permissions: { read: true, write: true },
    },
    "max-rooms": {
      value: "N",
      help: "Keep at most N rooms (default: 1000)",
      group: "Limits",
    },
    "max-clients": {
      value: "N",
      help: "Serve at most N connections at once (default: 1000)",
      group: "Limits",
    },
    "max-line": {
      value: "BYTES",
      help: "Take lines up to this length (default: 1024)",
      group: "Limits",
    },
    "idle-timeout": {
      value: "SECONDS",
      help: "Let clients be silent so long (default: 3600)",
      group: "Limits",
    },
    ...SERVING,
  },
  examples: ["crds.ts", "crds.ts 50000 --store rooms.db"],
  permissions: { net: true, sys: ["networkInterfaces"] },
};
