/**
 * The ways to call the client. Each loads what it needs only: scripts give a client little time to
 * start.
 *
 * @module
 */
import { type Arguments, readNumber, UsageError } from "../command_line/command.ts";
import { DEFAULT_SERVER } from "./connect.ts";

/** A way to call the client. */
export interface Subcommand {
  /** The flags that it knows; others make no sense with it. */
  readonly flags: readonly string[];
  /** @param rest The words behind the subcommand's name. */
  run(args: Arguments, rest: readonly string[]): Promise<number>;
}

const PORTS = { min: 1, max: 65535 };

/** The ways to call the client, by name. */
export const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  channel: {
    flags: ["strict", "no-store"],
    async run(args, [name, host, port, ...more]) {
      if (name === undefined || host === undefined || port === undefined || more.length > 0) {
        throw new UsageError("Cannot connect without exactly a name, a host and a port");
      }
      const { runChannelClient } = await import("./channel.ts");
      return await runChannelClient({
        name,
        host,
        port: readNumber("the port", port, PORTS)!,
        strict: args.has("strict"),
        store: !args.has("no-store"),
      });
    },
  },

  direct: {
    flags: ["address", "port"],
    async run(args, rest) {
      refuseWords(rest);
      const { runDirectClient } = await import("./direct.ts");
      return await runDirectClient({
        host: args.get("address") ?? "127.0.0.1",
        port: args.number("port", PORTS) ?? 5378,
      });
    },
  },

  messenger: {
    flags: ["address", "port", "username", "no-store"],
    async run(args, rest) {
      refuseWords(rest);
      const { runMessenger } = await import("./messenger.ts");
      return await runMessenger({
        name: args.get("username"),
        host: args.get("address"),
        port: args.number("port", PORTS),
        store: !args.has("no-store"),
      });
    },
  },

  rooms: {
    flags: ["interface", "ttl", "no-store"],
    async run(args, [host, port, ...more]) {
      if (more.length > 0) {
        throw new UsageError(`Cannot use "${more[0]}": a host and a port are enough`);
      }
      const { runRooms } = await import("./rooms.ts");
      return await runRooms({
        host,
        port: readNumber("the port", port, PORTS),
        via: args.get("interface"),
        ttl: args.number("ttl", { min: 1, max: 255 }),
        store: !args.has("no-store"),
      });
    },
  },

  find: {
    flags: ["interface", "seconds", "json"],
    async run(args, rest) {
      refuseWords(rest);
      const { runFind } = await import("./find.ts");
      return await runFind({
        interface: args.get("interface"),
        seconds: args.number("seconds", { min: 1, max: 3600 }) ?? 3,
        json: args.has("json"),
      });
    },
  },

  doctor: {
    flags: ["interface", "directory", "seconds", "json"],
    async run(args, rest) {
      refuseWords(rest);
      const { runDoctor } = await import("./doctor.ts");
      return await runDoctor({
        interface: args.get("interface"),
        directory: args.get("directory"),
        seconds: args.number("seconds", { min: 0, max: 3600 }) ?? 3,
        json: args.has("json"),
      });
    },
  },

  send: {
    flags: ["address", "port", "username", "to"],
    async run(args, words) {
      const to = args.get("to");
      if (!to) throw new UsageError("Cannot send without --to: a user, a #channel or all");
      const text = words.length > 0 ? words.join(" ") : undefined;
      const { runSend } = await import("./send.ts");
      return await runSend({ ...scriptOptions(args), to, text });
    },
  },

  listen: {
    flags: ["address", "port", "username", "json", "join"],
    async run(args, rest) {
      refuseWords(rest);
      const [channel, json] = [args.get("join"), args.has("json")];
      const { runListen } = await import("./listen.ts");
      return await runListen({ ...scriptOptions(args), channel, json });
    },
  },
};

/**
 * Runs the way that a command line asks for.
 *
 * @param flags The names of all flags.
 * @throws {UsageError}
 */
export async function runSubcommand(args: Arguments, flags: readonly string[]): Promise<number> {
  const given = flags.filter((flag) => args.has(flag) || args.get(flag) !== undefined);
  const [first = "", ...rest] = args.positionals;
  // Without a subcommand it is the channel client; who is called like one uses the long form.
  const isNamed = Object.hasOwn(SUBCOMMANDS, first);
  const subcommand = SUBCOMMANDS[isNamed ? first : "channel"]!;
  const unknown = given.find((flag) => !subcommand.flags.includes(flag));
  if (unknown !== undefined) {
    throw new UsageError(`Cannot use --${unknown} with "${isNamed ? first : "channel"}"`);
  }
  return await subcommand.run(args, isNamed ? rest : args.positionals);
}

function scriptOptions(args: Arguments) {
  return {
    name: args.get("username"),
    host: args.get("address") ?? DEFAULT_SERVER.host,
    port: args.number("port", PORTS) ?? DEFAULT_SERVER.port,
  };
}

function refuseWords([word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError(`Cannot use "${word}": all else is told by flags`);
}
