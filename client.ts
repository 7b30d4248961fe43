import {
  type Arguments,
  type Command,
  helpText,
  readNumber,
  UsageError,
} from "./lib/command_line/command.ts";
import { EXIT, runProgram } from "./lib/command_line/program.ts";

const COMMAND: Command = {
  usage: [
    "client.ts NAME HOST PORT                   Join the channels of a server as NAME",
    "client.ts channel NAME HOST PORT           The same, also for a NAME such as direct",
    "client.ts direct [-a ADDRESS] [-p PORT]    Send messages from user to user",
  ],
  summary: "Chats with a server from the terminal.",
  flags: {
    address: { short: "a", value: "ADDRESS", help: "Connect to this host (default: 127.0.0.1)" },
    port: { short: "p", value: "PORT", help: "Connect to this port (default: 5378)" },
  },
  examples: [
    "client.ts Panda localhost 55555",
    "client.ts channel direct localhost 55555",
    "client.ts direct -a 192.168.1.20 -p 55555",
  ],
};

/** The ways to call the client. Each loads what it needs only: scripts give a client little time to start. */
const SUBCOMMANDS: Record<string, (args: Arguments, rest: readonly string[]) => Promise<number>> = {
  async channel(args, [name, host, port, ...more]) {
    if (name === undefined || host === undefined || port === undefined || more.length > 0) {
      throw new UsageError("Cannot connect without exactly a name, a host and a port");
    }
    refuseFlags(args, "address", "port");
    const { runChannelClient } = await import("./lib/clients/channel.ts");
    return await runChannelClient({ name, host, port: readNumber("the port", port, PORTS)! });
  },

  async direct(args, rest) {
    if (rest.length > 0) {
      throw new UsageError(`Cannot use "${rest[0]}": address and port are flags`);
    }
    const { runDirectClient } = await import("./lib/clients/direct.ts");
    return await runDirectClient({
      host: args.get("address") ?? "127.0.0.1",
      port: args.number("port", PORTS) ?? 5378,
    });
  },
};

const PORTS = { min: 1, max: 65535 };

async function main(args: Arguments): Promise<number> {
  const [first, ...rest] = args.positionals;
  if (first === undefined) {
    console.error(helpText(COMMAND));
    return EXIT.usage;
  }
  // Three words are the short form, whatever the name.
  const isSubcommand = Object.hasOwn(SUBCOMMANDS, first) && rest.length !== 2;
  return isSubcommand
    ? await SUBCOMMANDS[first]!(args, rest)
    : await SUBCOMMANDS.channel!(args, args.positionals);
}

function refuseFlags(args: Arguments, ...flags: string[]): void {
  const given = flags.find((flag) => args.get(flag) !== undefined);
  if (given) throw new UsageError(`Cannot use --${given} here: name, host and port are enough`);
}

await runProgram(COMMAND, Deno.args, main);
