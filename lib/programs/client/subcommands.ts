/**
 * The ways to call the client. Each loads what it needs only: scripts give a client little time to
 * start.
 *
 * @module
 */
import { type Arguments, givenFlags, readNumber, UsageError } from "../../command_line/command.ts";
import { flagKinds, keepOnly, type PermissionKind } from "../../command_line/permissions.ts";
import { CLIENT } from "./flags.ts";
import { DEFAULT_SERVER } from "../../clients/shared/connect.ts";
import { passwordFor } from "./password.ts";
import { readTrust } from "../../clients/shared/trust.ts";

/** What a way to call the client does. */
export interface Subcommand {
  /** The kinds of permission that it keeps. */
  readonly keeps: readonly PermissionKind[];
  /** @param rest The words behind the subcommand's name. */
  run(args: Arguments, rest: readonly string[]): Promise<number>;
}

/** To ask the environment for the terminal's kind, and to stop with all of a shell's job. */
const TERMINAL = ["env", "run"] as const;
/** To keep who is blocked. */
const BLOCK_LIST = ["env", "read", "write"] as const;
const PORTS = { min: 1, max: 65535 };

/** The ways to call the client, by the names that they have in its table. */
export const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  channel: {
    keeps: ["net", ...TERMINAL, ...BLOCK_LIST],
    async run(args, [name, host, port, ...more]) {
      if (name === undefined || host === undefined || port === undefined || more.length > 0) {
        throw new UsageError("Cannot connect without exactly a name, a host and a port");
      }
      const { runChannelClient } = await import("../../clients/channel/channel_client.ts");
      return await runChannelClient({
        name,
        host,
        port: readNumber("the port", port, PORTS)!,
        password: passwordFor(args),
        trust: await readTrust(args),
        strict: args.has("strict"),
        store: !args.has("no-store"),
        times: args.has("time"),
      });
    },
  },

  direct: {
    keeps: ["net", ...TERMINAL],
    async run(args, rest) {
      refuseWords(rest);
      const { runDirectClient } = await import("../../clients/direct/direct_client.ts");
      return await runDirectClient({
        host: args.get("address") ?? "127.0.0.1",
        port: args.number("port", PORTS) ?? 5378,
        password: passwordFor(args),
        times: args.has("time"),
        trust: await readTrust(args),
      });
    },
  },

  messenger: {
    keeps: ["net", ...TERMINAL, ...BLOCK_LIST],
    async run(args, rest) {
      refuseWords(rest);
      const { runMessenger } = await import("../../clients/messenger/messenger_client.ts");
      return await runMessenger({
        name: args.get("username"),
        host: args.get("address"),
        port: args.number("port", PORTS),
        password: passwordFor(args),
        trust: await readTrust(args),
        store: !args.has("no-store"),
        times: args.has("time"),
      });
    },
  },

  rooms: {
    keeps: ["net", "sys", ...TERMINAL, ...BLOCK_LIST],
    async run(args, [host, port, ...more]) {
      if (more.length > 0) {
        throw new UsageError(`Cannot use "${more[0]}": a host and a port are enough`);
      }
      const { runRooms } = await import("../../clients/rooms/rooms_client.ts");
      return await runRooms({
        host,
        port: readNumber("the port", port, PORTS),
        via: args.get("interface"),
        ttl: args.number("ttl", { min: 1, max: 255 }),
        store: !args.has("no-store"),
        times: args.has("time"),
      });
    },
  },

  find: {
    keeps: ["net", "sys"],
    async run(args, rest) {
      refuseWords(rest);
      const { runFind } = await import("../../clients/find/find.ts");
      return await runFind({
        interface: args.get("interface"),
        seconds: args.number("seconds", { min: 1, max: 3600 }) ?? 3,
        json: args.has("json"),
      });
    },
  },

  doctor: {
    keeps: ["net", "sys"],
    async run(args, rest) {
      refuseWords(rest);
      const { runDoctor } = await import("../../clients/doctor/doctor.ts");
      return await runDoctor({
        interface: args.get("interface"),
        directory: args.get("directory"),
        seconds: args.number("seconds", { min: 0, max: 3600 }) ?? 3,
        json: args.has("json"),
      });
    },
  },

  send: {
    keeps: ["net", "env"],
    async run(args, words) {
      const to = args.get("to");
      if (!to) throw new UsageError("Cannot send without --to: a user, a #channel or all");
      const text = words.length > 0 ? words.join(" ") : undefined;
      const { runSend } = await import("../../clients/scripts/send.ts");
      return await runSend({ ...await scriptOptions(args), to, text });
    },
  },

  listen: {
    keeps: ["net", "env"],
    async run(args, rest) {
      refuseWords(rest);
      const [channel, json, times] = [args.get("join"), args.has("json"), args.has("time")];
      if (json && times) {
        throw new UsageError("Cannot use --time with --json: programs get it all as it is");
      }
      const { runListen } = await import("../../clients/scripts/listen.ts");
      return await runListen({ ...await scriptOptions(args), channel, json, times });
    },
  },
};

/**
 * Runs the way that a command line asks for.
 *
 * @throws {UsageError}
 */
export async function runSubcommand(args: Arguments): Promise<number> {
  const [first = "", ...rest] = args.positionals;
  // Without a subcommand it is the channel client; who is called like one uses the long form.
  const isNamed = Object.hasOwn(SUBCOMMANDS, first);
  const name = isNamed ? first : "channel";
  const unknown = givenFlags(CLIENT, args).find((flag) =>
    !CLIENT.ways![name]!.flags.includes(flag)
  );
  if (unknown !== undefined) throw new UsageError(`Cannot use --${unknown} with "${name}"`);
  const subcommand = SUBCOMMANDS[name]!;
  keepOnly([...keptBy(subcommand, args), ...flagKinds(CLIENT, args)]);
  return await subcommand.run(args, isNamed ? rest : args.positionals);
}

function keptBy({ keeps }: Subcommand, args: Arguments): readonly PermissionKind[] {
  if (!args.has("no-store")) return keeps;
  return keeps.filter((kind) => kind !== "read" && kind !== "write");
}

async function scriptOptions(args: Arguments) {
  return {
    name: args.get("username"),
    password: passwordFor(args),
    host: args.get("address") ?? DEFAULT_SERVER.host,
    port: args.number("port", PORTS) ?? DEFAULT_SERVER.port,
    trust: await readTrust(args),
  };
}

function refuseWords([word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError(`Cannot use "${word}": all else is told by flags`);
}
