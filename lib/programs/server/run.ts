import type { Arguments } from "../../command_line/arguments.ts";
import { autoDialect } from "../../dialects/auto.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { DIALECT_NAMES, makeDialects } from "../../dialects/dialects.ts";
import { accessText } from "../../discovery/access.ts";
import { EXIT } from "../../errors/exit.ts";
import type { Status } from "../../net/status.ts";
import { ChatServer } from "../../serving/chat_server.ts";
import { EchoBot } from "../../serving/echo_bot.ts";
import type { PasswordGuard } from "../../serving/password_guard.ts";
import { setPeerTimeout } from "../../transport/keep_alive.ts";
import { WrappedSource } from "../../transport/wrapped_source.ts";
import { announceIfAsked } from "../shared/announce.ts";
import { listen, onReload, portToListenOn, stopOnSignal } from "../shared/listen.ts";
import { openMetrics } from "../shared/metrics.ts";
import { readPassword } from "../shared/password_file.ts";
import { prepareSources } from "../shared/sources.ts";
import { statusWriter } from "../shared/status_writer.ts";
import { surviveBugs } from "../shared/survive_bugs.ts";
import type { SERVER } from "./flags.ts";
import { greet } from "./greeting.ts";
import { readLimits } from "./limits.ts";
import { openMemory } from "./memory.ts";
import { openTls } from "./tls.ts";
import { httpGate } from "./web.ts";

type ServerArguments = Arguments<typeof SERVER.flags>;

/** Runs the chat server until a signal stops it; returns the exit code. */
export async function runServer(args: ServerArguments): Promise<number> {
  const onStatus = statusWriter(args);
  const guard = await openGuard(args.get("password-file"), onStatus);
  const tls = await openTls(args, onStatus);
  const metrics = await openMetrics(args);
  const openSources = await prepareSources(args, onStatus);
  const listening = listen(args.get("address"), portToListenOn(args));
  const timeouts = [args.get("peer-timeout"), args.get("write-timeout")];
  setPeerTimeout(listening.port, { seconds: Math.max(...timeouts) });
  const sources = openSources(listening);
  const wrappers = [...(tls ? [tls.secure] : []), httpGate(args)];
  const echoBot = args.get("echobot") ? new EchoBot() : undefined;
  const { maxUsers, ...limits } = readLimits(args);
  const { history, firstEventId, commands } = openMemory();
  const server = new ChatServer({
    sources: sources.map((source) => new WrappedSource(source, wrappers)),
    ...{ guard, onStatus, dialect: chooseDialect(args) },
    ...{ history, firstEventId, commands },
    ...limits,
    // The bot takes the place of no client.
    ...(echoBot ? { sinks: [echoBot], maxUsers: maxUsers + 1 } : { maxUsers }),
  });
  echoBot?.login(server.hub);
  const { internalErrors } = server.server.shared;
  surviveBugs(internalErrors);
  const metricsUrl = metrics?.serve({
    server: server.server,
    metrics: () => [
      ...metrics.chatMetrics(server, DIALECT_NAMES),
      ...(tls ? [metrics.certificateMetric(tls.expiresAt)] : []),
    ],
    onStatus,
  });
  const countUsers = () => server.hub.users.size;
  const dialect = args.get("dialect");
  const access = () =>
    accessText({
      fingerprint: tls?.fingerprint,
      asksPassword: guard !== undefined,
      dialect: dialect === "auto" ? undefined : dialect,
    });
  const announced = announceIfAsked(args, "server", listening, countUsers, internalErrors, access);
  const stopped = stopOnSignal(async () => {
    await Promise.all([announced.stop(), server.stop()]);
  });
  greet(args, listening, tls);
  if (metricsUrl) console.log(`Metrics are at ${metricsUrl}`);
  await Promise.all([server.run(), stopped]);
  return EXIT.done;
}

async function openGuard(
  file: string | undefined,
  onStatus: (status: Status) => void,
): Promise<PasswordGuard | undefined> {
  if (file === undefined) return undefined;
  const password = readPassword(file);
  // Loaded on demand: its part of Node takes longer to load than the rest of the server.
  const { PasswordGuard } = await import("../../serving/password_guard.ts");
  const guard = new PasswordGuard(password);
  onReload(
    () => guard.change(readPassword(file)),
    (error) => onStatus({ type: "failed", doing: "Still using the previous password", error }),
  );
  return guard;
}

function chooseDialect(args: ServerArguments): Dialect {
  const dialects = makeDialects({ maxLine: args.get("max-line"), strict: args.get("strict") });
  const name = args.get("dialect");
  return autoDialect(dialects, name === "auto" ? undefined : name);
}
