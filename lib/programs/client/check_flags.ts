import { choice, integer, text, toggle } from "../../command_line/flag.ts";

const GROUP = "Checking other programs";

/** The flags of `check`, besides those that it shares with other subcommands. */
export const CHECK_FLAGS = {
  dialect: choice(["channel", "direct"], {
    value: "DIALECT",
    help: "Check against the rules of this dialect",
    group: GROUP,
  }),
  start: text({
    value: "COMMAND",
    help: "Start the server with this command, in which {port} stands for the port",
    permissions: { run: true },
    group: GROUP,
  }),
  only: text({
    value: "NAMES",
    help: "Run only these cases, such as join-*,leave-*",
    group: GROUP,
  }),
  extra: toggle({ help: "Run the cases that only Parley has to pass, too", group: GROUP }),
  list: toggle({ help: "List the cases instead of running them", group: GROUP }),
  tap: toggle({ help: "Print the results in the Test Anything Protocol", group: GROUP }),
  junit: text({
    value: "FILE",
    help: "Write the results to this file in the format of JUnit",
    permissions: { write: true },
    group: GROUP,
  }),
  seed: integer({
    value: "N",
    help: "Repeat the random choices of an earlier run",
    ...{ min: 0, max: 4_294_967_295 },
    defaultText: "a random number",
    group: GROUP,
  }),
};

/** The subcommand `check`. */
export const CHECK_SUBCOMMAND = {
  arguments: "server HOST PORT",
  help: "Check somebody's server against the rules of a dialect",
  flags: [...Object.keys(CHECK_FLAGS), "json", "timeout"],
};
