/**
 * The clients that the command line chooses from. Each loads only what it needs, because scripts give a client little
 * time to start.
 *
 * @module
 */
import { DEFAULT_SERVER } from "../../clients/shared/connect.ts";
import { ownFlags } from "../../command_line/arguments.ts";
import { nearest } from "../../errors/nearest.ts";
import { flagKinds, keepOnly, type PermissionKind } from "../../command_line/permissions.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { withLocalNames } from "../../product/names.ts";
import { parsePort } from "../../transport/port.ts";
import type { ClientArguments } from "./arguments.ts";
import { isForDefaultClient, prepareDefaultClient, SEARCH_PERMISSIONS } from "./default_client.ts";
import { CLIENT, DEFAULT_DIRECT_PORT, DEFAULT_FLAGS } from "./flags.ts";
import { clientOptions, messengerOptions } from "./options.ts";
import { wantedMessages } from "./wanted_messages.ts";

/** The code of a subcommand. */
export interface Subcommand {
  /** The kinds of permission that it keeps. */
  readonly keeps: readonly PermissionKind[];
  /** @param words The words after the name of the subcommand. */
  run(args: ClientArguments, words: readonly string[]): Promise<number>;
}

type SubcommandName = keyof typeof CLIENT.subcommands;

/**
 * The terminal's type is in the environment; `run` stops the whole job of a shell. A binary has that
 * permission only for programs to check, and keeps it from everybody else.
 */
const TERMINAL: readonly PermissionKind[] = Deno.build.standalone ? ["env"] : ["env", "run"];
const BLOCK_LIST = ["env", "read", "write"] as const;
const MESSENGER_KINDS = ["net", ...TERMINAL, ...BLOCK_LIST] as const;

/** The subcommands by their names in the client's table. */
export const SUBCOMMANDS: Readonly<Record<SubcommandName, Subcommand>> = {
  channel: {
    keeps: ["net", "ffi", ...TERMINAL, ...BLOCK_LIST],
    async run(args, [name, host, port, ...extra]) {
      if (name === undefined || host === undefined || port === undefined || extra.length > 0) {
        const usage = withLocalNames("client.ts NAME HOST PORT");
        throw new UsageError(`Expected exactly a name, a host and a port: ${usage}`);
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
    keeps: MESSENGER_KINDS,
    async run(args, words) {
      refuseWords(words);
      const { runMessenger } = await import("../../clients/messenger/messenger_client.ts");
      const options = await messengerOptions(args);
      return await runMessenger({ ...options, offersServers: false, asksNetwork: false });
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
      const unused = (["interface", "seconds"] as const).find((flag) => args.given.has(flag));
      if (words.length > 0 && unused !== undefined) {
        throw new UsageError(`Cannot use --${unused} with "${words.join(" ")}": it is for rooms`);
      }
      const { runDoctor } = await import("../../clients/doctor/doctor.ts");
      return await runDoctor({
        server: words.length === 0 ? undefined : words.join(" "),
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
      const wanted = wantedMessages(args);
      return await runListen({
        ...await scriptOptions(args),
        ...{ channel, wanted, json, times, reconnects },
      });
    },
  },

  check: {
    // Checks of servers give "run" back.
    keeps: ["net", "env", "run"],
    async run(args, words) {
      const { runCheck } = await import("./check.ts");
      return await runCheck(args, words);
    },
  },

  wire: {
    keeps: ["net"],
    async run(args, words) {
      const { runWire } = await import("./wire.ts");
      return await runWire(args, words);
    },
  },
};

/**
 * Runs the client that a command line asks for; returns the exit code.
 *
 * @throws {UsageError} if the command line does not fit the client.
 */
export async function runClient(args: ClientArguments): Promise<number> {
  const { positionals: words } = args;
  const [first = "", ...rest] = words;
  if (isSubcommand(first)) return await runSubcommand(args, first, rest);
  if (words.length === 3) return await runSubcommand(args, "channel", words);
  if (!isForDefaultClient(words)) throw wordsError(words);
  const misplaced = ownFlags(CLIENT, args).find((flag) => !DEFAULT_FLAGS.includes(flag));
  if (misplaced !== undefined) throw misplacedFlag(misplaced);
  const run = prepareDefaultClient(args, words);
  const keeps = [...MESSENGER_KINDS, ...SEARCH_PERMISSIONS];
  keepOnly([...kept(keeps, args), ...flagKinds(CLIENT, args)]);
  await choosePlainConsole(args);
  return await run();
}

async function choosePlainConsole(args: ClientArguments): Promise<void> {
  if (args.get("plain")) (await import("../../terminal/console.ts")).usePlainConsole();
}

async function runSubcommand(
  args: ClientArguments,
  name: SubcommandName,
  words: readonly string[],
): Promise<number> {
  const known: readonly string[] = CLIENT.subcommands[name].flags;
  const unknown = ownFlags(CLIENT, args).find((flag) => !known.includes(flag));
  if (unknown !== undefined) throw new UsageError(`Cannot use --${unknown} with ${name}`);
  const { keeps, run } = SUBCOMMANDS[name];
  keepOnly([...kept(keeps, args), ...flagKinds(CLIENT, args)]);
  await choosePlainConsole(args);
  try {
    return await run(args, words);
  } catch (error) {
    if (!(error instanceof UsageError && looksLikeServer(words))) throw error;
    // Probably `NAME HOST PORT`, with a name that is also a subcommand.
    const long = withLocalNames(`client.ts channel ${name} ${words.join(" ")}`);
    throw new UsageError(error.message, { hint: `To chat as "${name}", write ${long}` });
  }
}

/** Reports whether words may be a host and a port. */
function looksLikeServer([host, port, ...extra]: readonly string[]): boolean {
  return host !== undefined && port !== undefined && /^\d+$/.test(port) && extra.length === 0;
}

function wordsError(words: readonly string[]): UsageError {
  const meant = nearest(words[0]!, Object.keys(SUBCOMMANDS));
  return new UsageError(
    `Cannot use "${words.join(" ")}": expected HOST, HOST PORT or NAME HOST PORT`,
    meant === undefined ? {} : { hint: `Did you mean ${meant}?` },
  );
}

function misplacedFlag(flag: string): UsageError {
  const places = Object.entries(CLIENT.subcommands)
    .filter(([, { flags }]) => (flags as readonly string[]).includes(flag)).map(([name]) => name);
  return new UsageError(
    `Cannot use --${flag} without a subcommand: it is for ${places.join(", ")}`,
  );
}

function isSubcommand(word: string): word is SubcommandName {
  return Object.hasOwn(SUBCOMMANDS, word);
}

function kept(kinds: readonly PermissionKind[], args: ClientArguments): readonly PermissionKind[] {
  if (!args.get("no-store")) return kinds;
  return kinds.filter((kind) => kind !== "read" && kind !== "write");
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
