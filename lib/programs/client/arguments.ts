import type { Arguments } from "../../command_line/arguments.ts";
import type { CLIENT } from "./flags.ts";

/** A parsed command line of the client. */
export type ClientArguments = Arguments<typeof CLIENT.flags>;
