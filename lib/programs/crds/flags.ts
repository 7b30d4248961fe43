import type { Command } from "../../command_line/command.ts";
import { integer, text } from "../../command_line/flag.ts";
import { announceFlags, portFlag, SERVING_FLAGS } from "../shared/flags.ts";

/** The room directory as its command line sees it. */
export const CRDS = {
  name: "crds",
  usage: ["crds.ts [PORT] [FLAGS]"],
  summary: "Starts a chat room directory server.",
  flags: {
    port: portFlag({ default: 50_000 }),
    address: SERVING_FLAGS.address,
    "proxy-protocol": SERVING_FLAGS["proxy-protocol"],
    store: text({
      value: "FILE",
      help: "Keep the rooms in this file",
      defaultText: "only in memory",
      permissions: { read: true, write: true },
    }),
    metrics: SERVING_FLAGS.metrics,
    log: SERVING_FLAGS.log,
    ...announceFlags("directory"),
    quiet: SERVING_FLAGS.quiet,
    "max-rooms": integer({
      value: "N",
      help: "Limit the rooms in the directory",
      ...{ min: 1, max: 100_000, default: 1000 },
      group: "Limits",
    }),
    "max-rooms-per-address": integer({
      value: "N",
      help: "Limit the rooms that clients of one address have made",
      ...{ min: 1, max: 100_000, zero: "unlimited" },
      defaultText: "a tenth of --max-rooms, but unlimited from this machine",
      group: "Limits",
    }),
    "max-clients": integer({
      value: "N",
      help: "Limit the connections at once",
      ...{ min: 1, max: 1_000_000, default: 1000 },
      group: "Limits",
    }),
    "max-line": integer({
      value: "BYTES",
      help: "Limit the length of a request",
      ...{ unit: "bytes", min: 100, max: 2 ** 20, default: 1024 },
      group: "Limits",
    }),
    "idle-timeout": integer({
      value: "SECONDS",
      help: "Disconnect a client that is silent for this long",
      ...{ unit: "seconds", min: 1, max: 86_400, default: 3600 },
      group: "Limits",
    }),
  },
  examples: ["crds.ts", "crds.ts 50000 --store rooms.db"],
  permissions: { net: true, sys: ["networkInterfaces"], ffi: true },
} satisfies Command;
