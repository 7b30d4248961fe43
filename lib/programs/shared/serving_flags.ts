import type { Flag } from "../../command_line/command.ts";

/** What both servers can be told: who sees what goes on, and who finds them. */
export const SERVING = {
  metrics: {
    value: "[ADDRESS:]PORT",
    help: "Serve metrics and health over HTTP there (default address: 127.0.0.1)",
  },
  log: {
    value: "FORMAT",
    help: "Write the log as text, or as json (default: text)",
    choices: ["text", "json"],
  },
  announce: {
    help: "Let others on the local network find it (client.ts find)",
    permissions: { sys: ["hostname"] },
  },
  "announce-as": {
    value: "NAME",
    help: "The same, under NAME (default: this machine's name)",
  },
  quiet: { short: "q", help: "Say nothing about who comes and goes" },
} as const satisfies Record<string, Flag>;
