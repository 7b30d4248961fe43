import { announceIfAsked } from "./lib/programs/shared/announcing.ts";
import { type Arguments, UsageError } from "./lib/command_line/command.ts";
import { readLimits } from "./lib/programs/server/limits.ts";
import { listen, onReload, readPort, stopOnSignal } from "./lib/programs/shared/listening.ts";
import { readPassword } from "./lib/programs/shared/password_file.ts";
import { asCalled } from "./lib/command_line/names.ts";
import { EXIT, runProgram } from "./lib/command_line/program.ts";
import { SERVER } from "./lib/programs/server/flags.ts";
import { openTls, type ServerTls } from "./lib/programs/shared/tls.ts";
import { autoDialect } from "./lib/dialects/auto.ts";
import type { Dialect } from "./lib/dialects/dialect.ts";
import { DIALECT_NAMES, makeDialects } from "./lib/dialects/dialects.ts";
import { openMetrics } from "./lib/programs/shared/metrics.ts";
import { statusWriter } from "./lib/programs/shared/status_writer.ts";
import { formatAddress, reachableAddresses } from "./lib/transport/address.ts";
import { TcpSource } from "./lib/transport/tcp_source.ts";
import { ChatServer } from "./lib/serving/chat_server.ts";
import type { PasswordGuard } from "./lib/serving/password_guard.ts";
import type { Status } from "./lib/net/status.ts";

async function main(args: Arguments): Promise<number> {
  const onStatus = statusWriter(args);
  const options = {
    dialect: readDialect(args),
    ...readLimits(args),
    onStatus,
  };
  const guard = await openGuard(args.get("password-file"), onStatus);
  const tls = await openTls(args, onStatus);
  const metrics = await openMetrics(args);
  const listener = listen(args.get("address") ?? "0.0.0.0", readPort(args));
  const sources = [new TcpSource(listener, tls && [tls.secure])];
  const server = new ChatServer({ sources, guard, ...options });
  const metricsUrl = metrics?.serve({
    server: server.server,
    metrics: () => metrics.chatMetrics(server, DIALECT_NAMES),
    onStatus,
  });
  const announced = announceIfAsked(args, "server", listener.addr, () => server.hub.users.size);
  const stopped = stopOnSignal(async () => {
    await Promise.all([announced.stop(), server.stop()]);
  });
  announce(listener.addr, tls);
  if (metricsUrl) console.log(`Metrics are at ${metricsUrl}`);
  await server.run();
  await stopped;
  return EXIT.done;
}

async function openGuard(
  file: string | undefined,
  onStatus: (status: Status) => void,
): Promise<PasswordGuard | undefined> {
  if (file === undefined) return undefined;
  const password = readPassword(file);
  // What it needs of Node takes longer to load than all else: only those wait who want it.
  const { PasswordGuard } = await import("./lib/serving/password_guard.ts");
  const guard = new PasswordGuard(password);
  onReload(
    () => guard.change(readPassword(file)),
    (error) => onStatus({ type: "failed", doing: "Cannot change the password", error }),
  );
  return guard;
}

function readDialect(args: Arguments): Dialect {
  const maxLine = args.number("max-line", { min: 100, max: 2 ** 30 }) ?? 2 * 1024 * 1024;
  const dialects = makeDialects({ maxLine, strict: args.has("strict") });
  const choices: Record<string, Dialect> = { ...dialects, auto: autoDialect(dialects) };
  const name = args.get("dialect") ?? "auto";
  if (Object.hasOwn(choices, name)) return choices[name]!;
  const known = Object.keys(choices).join(", ");
  throw new UsageError(`Cannot speak the dialect "${name}": it has to be one of ${known}`);
}

function announce({ hostname, port }: Deno.NetAddr, tls: ServerTls | undefined): void {
  console.log(`Server is on: listening on ${formatAddress({ hostname, port })}`);
  if (tls) console.log(`TLS is on: the certificate's SHA-256 fingerprint is ${tls.fingerprint}`);
  const client = asCalled("client.ts");
  for (const address of reachableAddresses(hostname)) {
    if (address === hostname) continue;
    console.log(
      `Others reach it with: ${client} messenger -a ${address} -p ${port}${tls?.clientFlags ?? ""}`,
    );
  }
}

await runProgram(SERVER, Deno.args, main);
