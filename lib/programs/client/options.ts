import type { ClientArguments } from "./arguments.ts";
import { passwordFor } from "./password.ts";
import { readTrust } from "./trust.ts";

/** Returns the options of all clients that connect to a chat server. */
export async function clientOptions(args: ClientArguments) {
  return {
    password: passwordFor(args),
    trust: await readTrust(args),
    timeoutMs: 1000 * args.get("timeout"),
    times: args.get("time"),
  };
}

/** Returns the options that the messenger client has with and without its subcommand. */
export async function messengerOptions(args: ClientArguments) {
  return {
    name: args.get("username"),
    // Asks the user for the address, unless the command line has it.
    host: args.given.has("address") ? args.get("address") : undefined,
    port: args.get("port"),
    ...await clientOptions(args),
    store: !args.get("no-store"),
    bell: args.get("bell"),
    log: args.get("log"),
  };
}
