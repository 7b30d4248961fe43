import { announceIfAsked } from "./lib/command_line/announcing.ts";
import { type Arguments, UsageError } from "./lib/command_line/command.ts";
import { listen, readPort, stopOnSignal } from "./lib/command_line/listening.ts";
import { EXIT, runProgram } from "./lib/command_line/program.ts";
import { SERVER } from "./lib/command_line/programs/server.ts";
import { autoDialect } from "./lib/dialects/auto.ts";
import { channelDialect } from "./lib/dialects/channel.ts";
import type { Dialect } from "./lib/dialects/dialect.ts";
import { directDialect } from "./lib/dialects/direct.ts";
import { messengerDialect } from "./lib/dialects/messenger.ts";
import { formatAddress, reachableAddresses } from "./lib/net/address.ts";
import { ChatServer } from "./lib/net/chat_server.ts";
import { type Status, statusLine } from "./lib/net/status.ts";
import { StatusLog } from "./lib/terminal/status_log.ts";

async function main(args: Arguments): Promise<number> {
  const options = {
    dialect: readDialect(args),
    maxUsers: args.number("max-clients", { min: 1, max: 1_000_000 }) ?? Infinity,
    loginTimeout: 1000 * (args.number("login-timeout", { min: 1, max: 86_400 }) ?? 300),
    onStatus: statusWriter(args),
  };
  const listener = listen(args.get("address") ?? "0.0.0.0", readPort(args));
  const server = new ChatServer({ listener, ...options });
  const announced = announceIfAsked(args, "server", listener.addr, () => server.userCount);
  const stopped = stopOnSignal(async () => {
    await Promise.all([announced.stop(), server.stop()]);
  });
  announce(listener.addr);
  await server.run();
  await stopped;
  return EXIT.done;
}

function readDialect(args: Arguments): Dialect {
  const maxLine = args.number("max-line", { min: 100, max: 2 ** 30 }) ?? 2 * 1024 * 1024;
  const dialects = {
    channel: channelDialect({ strict: args.has("strict") }),
    direct: directDialect({ maxLine }),
    messenger: messengerDialect({ maxLine }),
  };
  const choices: Record<string, Dialect> = { ...dialects, auto: autoDialect(dialects) };
  const name = args.get("dialect") ?? "auto";
  if (Object.hasOwn(choices, name)) return choices[name]!;
  const known = Object.keys(choices).join(", ");
  throw new UsageError(`Cannot speak the dialect "${name}": it has to be one of ${known}`);
}

function statusWriter(args: Arguments): (status: Status) => void {
  const [quiet, debug] = [args.has("quiet"), args.has("debug")];
  const log = new StatusLog();
  return (status) => {
    if (quiet && status.type !== "failed") return;
    log.line(statusLine(status));
    if (debug && status.type === "failed") console.error(status.error);
  };
}

function announce({ hostname, port }: Deno.NetAddr): void {
  console.log(`Server is on: listening on ${formatAddress({ hostname, port })}`);
  const client = Deno.build.standalone ? "parley-client" : "client.ts";
  for (const address of reachableAddresses(hostname)) {
    if (address === hostname) continue;
    console.log(`Others reach it with: ${client} messenger -a ${address} -p ${port}`);
  }
}

await runProgram(SERVER, Deno.args, main);
