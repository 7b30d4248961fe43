/**
 * The subcommands of the client. Each loads only what it needs, because scripts give a client little
 * time to start.
 *
 * @module
 */
import { DEFAULT_SERVER } from "../../clients/shared/connect.ts";
import { ownFlags } from "../../command_line/arguments.ts";
import { nearest } from "../../command_line/nearest.ts";
import { flagKinds, keepOnly, type PermissionKind } from "../../command_line/permissions.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { withLocalNames } from "../../product/names.ts";
import { parsePort } from "../../transport/port.ts";
import type { ClientArguments } from "./arguments.ts";
import { CLIENT, DEFAULT_DIRECT_PORT } from "./flags.ts";
import { passwordFor } from "./password.ts";
import { readTrust } from "./trust.ts";

/** The code of a subcommand. */
export interface Subcommand {
  /** The kinds of permission that it keeps. */
  readonly keeps: readonly PermissionKind[];
  /** @param words The words after the name of the subcommand. */
  run(args: ClientArguments, words: readonly string[]): Promise<number>;
}

type SubcommandName = keyof typeof CLIENT.subcommands;

/** The terminal's type is in the environment; `run` stops the whole job of a shell. */
const TERMINAL = ["env", "run"] as const;
const BLOCK_LIST = ["env", "read", "write"] as const;

/** The subcommands by their names in the client's table. */
export const SUBCOMMANDS: Readonly<Record<SubcommandName, Subcommand>> = {
  channel: {
    keeps: ["net", "ffi", ...TERMINAL, ...BLOCK_LIST],
    async run(args, [name, host, port, ...extra]) {
      if (name === undefined || host === undefined || port === undefined || extra.length > 0) {
        const usage = withLocalNames("client.ts NAME HOST PORT");
        throw new UsageError(
          `Expected exactly a name, a host and a port: ${usage}`,
          hintFor(name),
        );
      }
      const { runChannelClient } = await import("../../clients/channel/channel_client.ts");
      return await runChannelClient({
        ...{ name, host, port: parsePort(port) },
        ...await clientOptions(args),
        strict: args.get("strict"),
        store: !args.get("no-store"),
      });
    },
  },

  direct: {
    keeps: ["net", "ffi", ...TERMINAL],
    async run(args, words) {
      refuseWords(words);
      const { runDirectClient } = await import("../../clients/direct/direct_client.ts");
      return await runDirectClient({
        host: args.get("address"),
        port: args.get("port") ?? DEFAULT_DIRECT_PORT,
        ...await clientOptions(args),
        reconnects: args.get("reconnect"),
      });
    },
  },

  messenger: {
    keeps: ["net", ...TERMINAL, ...BLOCK_LIST],
    async run(args, words) {
      refuseWords(words);
      const { runMessenger } = await import("../../clients/messenger/messenger_client.ts");
      return await runMessenger({
        name: args.get("username"),
        // Asks the user for the address, unless the command line has it.
        host: args.given.has("address") ? args.get("address") : undefined,
        port: args.get("port"),
        ...await clientOptions(args),
        store: !args.get("no-store"),
      });
    },
  },

  rooms: {
    keeps: ["net", "sys", ...TERMINAL, ...BLOCK_LIST],
    async run(args, [host, port, extra]) {
      if (extra !== undefined) {
        throw new UsageError(`Unexpected argument "${extra}": a host and a port are enough`);
      }
      const { runRooms } = await import("../../clients/rooms/rooms_client.ts");
      return await runRooms({
        host,
        port: port === undefined ? undefined : parsePort(port),
        timeoutMs: 1000 * args.get("timeout"),
        via: args.get("interface"),
        ttl: args.get("ttl"),
        store: !args.get("no-store"),
        times: args.get("time"),
      });
    },
  },

  find: {
    keeps: ["net", "sys"],
    async run(args, words) {
      refuseWords(words);
      const seconds = args.get("seconds");
      if (seconds === 0) {
        throw new UsageError('Cannot use "0" for --seconds with find: expected 1 or more');
      }
      const { runFind } = await import("../../clients/find/find.ts");
      return await runFind({
        interface: args.get("interface"),
        seconds,
        json: args.get("json"),
      });
    },
  },

  doctor: {
    keeps: ["net", "sys"],
    async run(args, words) {
      refuseWords(words);
      const { runDoctor } = await import("../../clients/doctor/doctor.ts");
      return await runDoctor({
        interface: args.get("interface"),
        directory: args.get("directory"),
        seconds: args.get("seconds"),
        json: args.get("json"),
      });
    },
  },

  send: {
    keeps: ["net", "env"],
    async run(args, words) {
      const to = args.get("to");
      if (to === undefined) {
        throw new UsageError("Cannot send without --to", {
          hint: "Write --to with a user, a #channel or all.",
        });
      }
      const text = words.length > 0 ? words.join(" ") : undefined;
      if (text?.trim() === "") throw new UsageError(`Cannot send "${text}": the text is blank`);
      const { runSend } = await import("../../clients/scripts/send.ts");
      return await runSend({ ...await scriptOptions(args), to, text });
    },
  },

  listen: {
    keeps: ["net", "env"],
    async run(args, words) {
      refuseWords(words);
      const [channel, json, times] = [args.get("join"), args.get("json"), args.get("time")];
      if (json && times) {
        throw new UsageError("Cannot use --time with --json: the JSON output has no times");
      }
      const { runListen } = await import("../../clients/scripts/listen.ts");
      const reconnects = !args.get("no-reconnect");
      return await runListen({ ...await scriptOptions(args), channel, json, times, reconnects });
    },
  },
};

/**
 * Runs the subcommand that a command line asks for; returns the exit code.
 *
 * @throws {UsageError} if the command line does not fit the subcommand.
 */
export async function runSubcommand(args: ClientArguments): Promise<number> {
  const [first = "", ...rest] = args.positionals;
  // Any other first word is the name of a user of the channel client.
  const isNamed = isSubcommand(first);
  const name = isNamed ? first : "channel";
  const known: readonly string[] = CLIENT.subcommands[name].flags;
  const unknown = ownFlags(CLIENT, args).find((flag) => !known.includes(flag));
  if (unknown !== undefined) throw new UsageError(`Cannot use --${unknown} with ${name}`);
  const subcommand = SUBCOMMANDS[name];
  keepOnly([...keptBy(subcommand, args), ...flagKinds(CLIENT, args)]);
  if (args.get("plain")) (await import("../../terminal/console.ts")).usePlainConsole();
  return await subcommand.run(args, isNamed ? rest : args.positionals);
}

/** Returns a hint for a first word that is probably a misspelt subcommand. */
function hintFor(word = "") {
  const meant = nearest(word, Object.keys(SUBCOMMANDS));
  return meant === undefined || meant === word ? {} : { hint: `Did you mean ${meant}?` };
}

function isSubcommand(word: string): word is SubcommandName {
  return Object.hasOwn(SUBCOMMANDS, word);
}

function keptBy({ keeps }: Subcommand, args: ClientArguments): readonly PermissionKind[] {
  if (!args.get("no-store")) return keeps;
  return keeps.filter((kind) => kind !== "read" && kind !== "write");
}

/** Returns the options of all clients that connect to a chat server. */
async function clientOptions(args: ClientArguments) {
  return {
    password: passwordFor(args),
    trust: await readTrust(args),
    timeoutMs: 1000 * args.get("timeout"),
    times: args.get("time"),
  };
}

async function scriptOptions(args: ClientArguments) {
  const { password, trust, timeoutMs } = await clientOptions(args);
  return {
    name: args.get("username"),
    host: args.get("address"),
    port: args.get("port") ?? DEFAULT_SERVER.port,
    ...{ password, trust, timeoutMs },
  };
}

function refuseWords([word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError(`Unexpected argument "${word}": use flags instead`);
}
