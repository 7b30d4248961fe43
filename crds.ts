import { announceIfAsked } from "./lib/programs/shared/announcing.ts";
import type { Arguments } from "./lib/command_line/command.ts";
import { listen, readPort, stopOnSignal } from "./lib/programs/shared/listening.ts";
import { EXIT, runProgram } from "./lib/command_line/program.ts";
import { CRDS } from "./lib/programs/crds/flags.ts";
import { Directory } from "./lib/directory/directory.ts";
import { DirectoryServer } from "./lib/directory/server.ts";
import type { Store } from "./lib/directory/store.ts";
import { openMetrics } from "./lib/programs/shared/metrics.ts";
import { statusWriter } from "./lib/programs/shared/status_writer.ts";
import { formatAddress, reachableAddresses } from "./lib/transport/address.ts";
import { type Status, statusLine } from "./lib/net/status.ts";
import { OutputQueue } from "./lib/terminal/output_queue.ts";
import { StatusLog } from "./lib/terminal/status_log.ts";

/** How long the last lines may take to be read when the program ends, in milliseconds. */
const LAST_LINES = 200;

async function main(args: Arguments): Promise<number> {
  const maxRooms = args.number("max-rooms", { min: 1, max: 100_000 }) ?? 1000;
  const options = {
    maxClients: args.number("max-clients", { min: 1, max: 1_000_000 }) ?? 1000,
    maxLine: args.number("max-line", { min: 100, max: 2 ** 20 }) ?? 1024,
    maxSilence: 1000 * (args.number("idle-timeout", { min: 1, max: 86_400 }) ?? 3600),
  };
  const output = new OutputQueue(Deno.stdout);
  const log = new StatusLog(output);
  const onStatus = statusWriter(args, { log, line: clientLine });
  const metrics = await openMetrics(args);
  const port = readPort(args, 50_000);
  using store = await openStore(args.get("store"));
  const listener = listen(args.get("address") ?? "0.0.0.0", port);
  const directory = new Directory({ maxRooms, store, seed: seedOf(listener.addr) });
  const server = new DirectoryServer({ listener, directory, ...options, onStatus });
  const metricsUrl = metrics?.serve({
    server: server.server,
    metrics: () => metrics.directoryMetrics(server),
    onStatus,
  });
  const announced = announceIfAsked(
    args,
    "directory",
    listener.addr,
    () => directory.rooms.length,
  );
  const stopped = stopOnSignal(async () => {
    await Promise.all([announced.stop(), server.stop()]);
  });
  log.line(`Chat Room Directory Server listening on port ${listener.addr.port}...`);
  if (metricsUrl) log.line(`Metrics are at ${metricsUrl}`);
  await server.run();
  await stopped;
  await Promise.race([output.flushed(), new Promise((end) => setTimeout(end, LAST_LINES))]);
  return EXIT.done;
}

/** Loads SQLite only when it is needed: that takes longer than all the rest. */
async function openStore(path: string | undefined): Promise<Store & Disposable | undefined> {
  if (path === undefined) return undefined;
  const { SqliteStore } = await import("./lib/directory/sqlite_store.ts");
  return new SqliteStore(path);
}

/** Directories on one network differ in where they are reached. */
function seedOf({ hostname, port }: Deno.NetAddr): string {
  return `${reachableAddresses(hostname)}:${port}`;
}

function clientLine(status: Status): string {
  if (status.type !== "left") return statusLine(status);
  return `${formatAddress(status.peer)} closed: ${status.reason}`;
}

await runProgram(CRDS, Deno.args, main);
