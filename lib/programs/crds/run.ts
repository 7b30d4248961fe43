import type { Arguments } from "../../command_line/arguments.ts";
import { Directory } from "../../directory/directory.ts";
import type { Store } from "../../directory/store.ts";
import { DirectoryServer } from "../../directory/server.ts";
import { EXIT } from "../../errors/exit.ts";
import { isLoopback } from "../../net/limits.ts";
import { type Status, statusLine } from "../../net/status.ts";
import { OutputQueue } from "../../terminal/output_queue.ts";
import { StatusLog } from "../../terminal/status_log.ts";
import { formatAddress, reachableAddresses } from "../../transport/address.ts";
import { HttpGate } from "../../transport/http_gate.ts";
import { setPeerTimeout } from "../../transport/keep_alive.ts";
import type { Listening } from "../../transport/listen.ts";
import type { SocketSource } from "../../transport/socket.ts";
import { WrappedSource } from "../../transport/wrapped_source.ts";
import { announceIfAsked } from "../shared/announce.ts";
import { listen, portToListenOn, stopOnSignal } from "../shared/listen.ts";
import { openMetrics } from "../shared/metrics.ts";
import { prepareSources } from "../shared/sources.ts";
import { statusWriter } from "../shared/status_writer.ts";
import { surviveBugs } from "../shared/survive_bugs.ts";
import type { CRDS } from "./flags.ts";

/** How long the program waits at its end until the last lines are read, in milliseconds. */
const OUTPUT_TIMEOUT_MS = 200;

/** Runs the room directory until a signal stops it; returns the exit code. */
export async function runCrds(args: Arguments<typeof CRDS.flags>): Promise<number> {
  const output = new OutputQueue(Deno.stdout);
  const log = new StatusLog(output);
  const onStatus = statusWriter(args, { log, line: crdsLine });
  const metrics = await openMetrics(args);
  const port = portToListenOn(args);
  const openSources = await prepareSources(args, onStatus);
  using store = await openStore(args.get("store"));
  const listening = listen(args.get("address"), port);
  setPeerTimeout(listening.port);
  const directory = new Directory({
    ...{ maxRooms: args.get("max-rooms"), store, seed: seedFor(listening) },
  });
  const server = new DirectoryServer({
    ...{ sources: openSources(listening).map(withoutHttp), directory, onStatus },
    maxClients: args.get("max-clients"),
    maxRoomsOf: roomLimit(args),
    maxLine: args.get("max-line"),
    maxSilence: 1000 * args.get("idle-timeout"),
  });
  const { internalErrors } = server.server.shared;
  surviveBugs(internalErrors);
  const metricsUrl = metrics?.serve({
    server: server.server,
    metrics: () => metrics.directoryMetrics(server),
    onStatus,
  });
  const countRooms = () => directory.rooms.length;
  const announced = announceIfAsked(args, "directory", listening, countRooms, internalErrors);
  const stopped = stopOnSignal(async () => {
    await Promise.all([announced.stop(), server.stop()]);
  });
  log.line(`Chat Room Directory Server listening on port ${listening.port}...`);
  if (metricsUrl) log.line(`Metrics are at ${metricsUrl}`);
  await Promise.all([server.run(), stopped]);
  const timeout = new Promise((resolve) => setTimeout(resolve, OUTPUT_TIMEOUT_MS));
  await Promise.race([output.flushed(), timeout]);
  return EXIT.done;
}

/** Refuses HTTP requests: web pages must not change the directory. */
function withoutHttp(source: SocketSource): SocketSource {
  return new WrappedSource(source, [(socket) => new HttpGate(socket)]);
}

/** Returns the number of rooms that clients of an address may make. Programs here are trusted. */
function roomLimit(args: Arguments<typeof CRDS.flags>): (hostname: string) => number {
  const given = args.get("max-rooms-per-address");
  if (given !== undefined) return () => given || Infinity;
  const share = Math.ceil(args.get("max-rooms") / 10);
  return (hostname) => isLoopback(hostname) ? Infinity : share;
}

async function openStore(path: string | undefined): Promise<Store & Disposable | undefined> {
  if (path === undefined) return undefined;
  // Loaded on demand: SQLite takes longer to load than the rest of the directory.
  const { SqliteStore } = await import("../../directory/sqlite_store.ts");
  return new SqliteStore(path);
}

/** Makes directories on one network choose different multicast groups: their addresses differ. */
function seedFor({ hostnames, port }: Listening): string {
  // Not its IPv6 addresses: many of them change from day to day.
  return `${reachableAddresses(hostnames.slice(0, 1))}:${port}`;
}

function crdsLine(status: Status): string {
  if (status.type !== "left") return statusLine(status);
  return `${formatAddress(status.peer)} closed: ${status.reason}`;
}
