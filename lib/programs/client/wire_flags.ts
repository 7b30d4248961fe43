import { integer, text } from "../../command_line/flag.ts";

const GROUP = "Disturbing and recording connections";

/** The longest delay, in milliseconds. */
export const MAX_WIRE_MS = 60_000;

/** The flags of `wire`, besides those that it shares with other subcommands. */
export const WIRE_FLAGS = {
  split: text({
    value: "N",
    help: "Cut the bytes into separate writes after every N bytes, or at random places: random",
    group: GROUP,
  }),
  delay: integer({
    value: "MS",
    help: "Hold everything back for this many milliseconds",
    ...{ min: 0, max: MAX_WIRE_MS, default: 0 },
    group: GROUP,
  }),
  "drop-after": integer({
    value: "BYTES",
    help: "Close a connection after this many bytes in one direction",
    ...{ unit: "bytes" as const, min: 1, max: 2 ** 40 },
    group: GROUP,
  }),
  record: text({
    value: "FILE",
    help: "Record the connections in this file",
    permissions: { write: true },
    group: GROUP,
  }),
  replay: text({
    value: "FILE",
    help:
      "Play the client's side of a recording to a server (HOST PORT), or the server's side to " +
      "clients (LISTEN)",
    permissions: { read: true },
    group: GROUP,
  }),
};

/** The subcommand `wire`. */
export const WIRE_SUBCOMMAND = {
  arguments: "LISTEN HOST PORT",
  help: "Show, disturb and record what clients and a server send each other",
  flags: [
    ...["dialect", "join", "seed", "tls", "tls-ca", "tls-fingerprint"],
    ...Object.keys(WIRE_FLAGS),
  ],
};
