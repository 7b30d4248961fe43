import { ConsecutiveIds } from "../../chat/event_id.ts";
import type { Arguments } from "../../command_line/arguments.ts";
import { autoDialect } from "../../dialects/auto.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { DIALECT_NAMES } from "../../dialects/dialect_names.ts";
import { makeDialects } from "../../dialects/dialects.ts";
import { accessText } from "../../discovery/access.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { EXIT } from "../../errors/exit.ts";
import type { Status } from "../../net/status.ts";
import { ChatServer } from "../../serving/chat_server.ts";
import { EchoBot } from "../../serving/echo_bot.ts";
import { LoginPasswords } from "../../serving/accounts/login_passwords.ts";
import type { ServerPassword } from "../../serving/accounts/server_password.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import { isInForeground } from "../../transport/libc.ts";
import type { Listening } from "../../transport/listen.ts";
import { WrappedSource } from "../../transport/wrapped_source.ts";
import { announceIfAsked } from "../shared/announce.ts";
import { onReload, stopOnSignal } from "../shared/listen.ts";
import { openMetrics } from "../shared/metrics.ts";
import { readPassword } from "../shared/password_file.ts";
import { prepareSources } from "../shared/sources.ts";
import { statusWriter } from "../shared/status_writer.ts";
import { surviveBugs } from "../shared/survive_bugs.ts";
import type { OpenedCluster } from "./cluster.ts";
import type { SERVER } from "./flags.ts";
import { greet } from "./greeting.ts";
import { readIrcSettings } from "./irc_settings.ts";
import { readLimits } from "./limits.ts";
import { openMemory } from "./memory.ts";
import type { ServerConsole } from "./server_console.ts";
import { openTls } from "./tls.ts";
import { httpGate } from "./web.ts";

/** The flags that concern the other servers of a cluster. */
const CLUSTER_FLAGS = [
  "cluster",
  "cluster-name",
  "cluster-creds",
  "cluster-ca",
  "cluster-address",
] as const;

type ServerArguments = Arguments<typeof SERVER.flags>;

/**
 * Runs the chat server until a signal stops it; returns the exit code.
 *
 * @param listening The sockets, on which clients may be waiting already.
 */
export async function serve(args: ServerArguments, listening: Listening): Promise<number> {
  const onStatus = statusWriter(args);
  const serverPassword = await openServerPassword(args.get("password-file"), onStatus);
  const tls = await openTls(args, onStatus);
  const metrics = await openMetrics(args);
  const openSources = await prepareSources(args, onStatus);
  const sources = openSources(listening);
  const cluster = await openClusterIfAsked(args, listening, onStatus);
  const wrappers = [...(tls ? [tls.secure] : []), httpGate(args, cluster?.link.servers)];
  const echoBot = args.get("echobot") ? new EchoBot() : undefined;
  const { maxUsers, ...limits } = readLimits(args);
  const memory = openMemory(args, onStatus, cluster?.history);
  const { history, commands, moderation, accounts, waiting } = memory;
  const server = new ChatServer({
    sources: sources.map((source) => new WrappedSource(source, wrappers)),
    ...{ onStatus, dialect: chooseDialect(args) },
    guard: new LoginPasswords({ serverPassword, accounts }),
    ...{ history, commands, moderation, accounts, waiting },
    ...(cluster ? { cluster: cluster.link } : { ids: new ConsecutiveIds(memory.firstEventId) }),
    ...limits,
    // The bot takes the place of no client.
    ...(echoBot ? { sinks: [echoBot], maxUsers: maxUsers + 1 } : { maxUsers }),
  });
  for (const name of memory.channels) server.hub.createChannel(name);
  echoBot?.login(server.hub);
  await cluster?.start(memory, server);
  const { internalErrors } = server.server.shared;
  surviveBugs(internalErrors);
  const metricsUrl = metrics?.serve({
    server: server.server,
    metrics: () => [
      ...metrics.chatMetrics(server, DIALECT_NAMES),
      ...(tls ? [metrics.certificateMetric(tls.expiresAt)] : []),
      ...(memory.figures ? metrics.storeMetrics(memory.figures()) : []),
      ...(cluster?.metrics(server) ?? []),
    ],
    onStatus,
  });
  const countUsers = () => server.hub.users.size;
  const dialect = args.get("dialect");
  const access = () =>
    accessText({
      fingerprint: tls?.fingerprint,
      asksPassword: serverPassword !== undefined,
      dialect: dialect === "auto" ? undefined : dialect,
    });
  const announced = announceIfAsked(args, "server", listening, countUsers, internalErrors, access);
  const asked = Promise.withResolvers<void>();
  const stopped = stopOnSignal(async () => {
    // Others take the users over before these lose their connections.
    if (cluster) {
      server.pause();
      await cluster.leave();
    }
    await Promise.all([announced.stop(), server.stop()]);
  }, asked.promise);
  greet(args, listening, tls);
  if (metricsUrl) console.log(`Metrics are at ${metricsUrl}`);
  const running = server.run();
  const reloads = serverPassword !== undefined || tls !== undefined;
  const operator = isAtTerminal() ? await openServerConsole(server, reloads) : undefined;
  operator?.run().then(asked.resolve, asked.reject);
  await Promise.all([running, stopped]);
  await operator?.close();
  memory.close();
  return EXIT.done;
}

async function openClusterIfAsked(
  args: ServerArguments,
  listening: Listening,
  onStatus: (status: Status) => void,
): Promise<OpenedCluster | undefined> {
  const flag = CLUSTER_FLAGS.find((flag) => args.given.has(flag));
  if (flag === undefined) return undefined;
  if (args.get("cluster") === undefined) {
    throw new UsageError(`Cannot use --${flag} without --cluster`);
  }
  const { openCluster } = await import("./cluster.ts");
  return await openCluster(args, listening, onStatus);
}

/** Reports whether an operator can give commands at the terminal that the server was started on. */
function isAtTerminal(): boolean {
  return isInteractive() && isInForeground();
}

async function openServerConsole(server: ChatServer, reloads: boolean): Promise<ServerConsole> {
  // Loaded only for terminals, once the server listens.
  const { ServerConsole } = await import("./server_console.ts");
  return await ServerConsole.open(server, reloads);
}

async function openServerPassword(
  file: string | undefined,
  onStatus: (status: Status) => void,
): Promise<ServerPassword | undefined> {
  if (file === undefined) return undefined;
  const password = readPassword(file);
  // Loaded on demand: its part of Node takes longer to load than the rest of the server.
  const { ServerPassword } = await import("../../serving/accounts/server_password.ts");
  const serverPassword = new ServerPassword(password);
  onReload(
    () => serverPassword.change(readPassword(file)),
    (error) => onStatus({ type: "failed", doing: "Still using the previous password", error }),
  );
  return serverPassword;
}

function chooseDialect(args: ServerArguments): Dialect {
  const dialects = makeDialects({
    ...{ maxLine: args.get("max-line"), strict: args.get("strict") },
    irc: readIrcSettings(args),
  });
  const name = args.get("dialect");
  return autoDialect(dialects, name === "auto" ? undefined : name);
}
