import type { Subcommand } from "../../../command_line/command.ts";
import { text } from "../../../command_line/flag.ts";

/** The heading of these flags. */
const group = "Store";

/** The flags of `server.ts store`. */
export const STORE_FLAGS = {
  channel: text({
    value: "NAME",
    help: "Export or remove the messages of this channel",
    group,
  }),
  user: text({
    value: "NAME",
    help: "Remove the messages of this user, and those that wait for them",
    group,
  }),
  before: text({
    value: "TIME",
    help: "Remove the messages before this time, such as 2026-11-27 or 2026-11-27T10:45",
    group,
  }),
};

/** The subcommand that works on the file of `--store`. */
export const STORE_SUBCOMMAND = {
  arguments: "check|export|purge|operators FILE",
  help: "Check the file of --store, print or remove its messages, or change who is an operator",
  flags: Object.keys(STORE_FLAGS),
  permissions: { read: true, write: true },
} satisfies Subcommand;
