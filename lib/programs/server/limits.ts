import type { Arguments } from "../../command_line/arguments.ts";
import { DEFAULT_LIMITS, type Limits } from "../../net/limits.ts";
import type { SERVER } from "./flags.ts";

/** Returns the limits that a command line sets for clients. */
export function readLimits(args: Arguments<typeof SERVER.flags>) {
  const maxPerAddress = args.get("max-per-address") || Infinity;
  const limits: Limits = {
    backlog: args.get("backlog-limit"),
    writeTimeout: 1000 * args.get("write-timeout"),
    rate: args.get("rate") || Infinity,
    // The default makes an exception for this machine.
    perAddress: args.given.has("max-per-address") ? () => maxPerAddress : DEFAULT_LIMITS.perAddress,
  };
  return {
    limits,
    maxUsers: args.get("max-clients"),
    maxPending: args.get("max-pending"),
    maxChannels: args.get("max-channels"),
    loginTimeout: 1000 * args.get("login-timeout"),
  };
}
