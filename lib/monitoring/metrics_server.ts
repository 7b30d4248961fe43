/**
 * Metrics and health over HTTP, on a listener of their own.
 *
 * @module
 */
import { type Arguments, readNumber, UsageError } from "../command_line/command.ts";
import { ProgramError, systemReason } from "../command_line/program.ts";
import { formatAddress } from "../transport/address.ts";
import type { Server } from "../net/server.ts";
import type { Status } from "../net/status.ts";
import { EventLoopLag } from "./event_loop_lag.ts";
import { EXPOSITION_TYPE, formatMetrics, type Metric } from "./exposition.ts";
import { processMetrics } from "./process_metrics.ts";

/** An address to listen on. */
export interface MetricsAddress {
  readonly hostname: string;
  readonly port: number;
}

/** What {@linkcode serveMetrics} shows. */
export interface Watched {
  readonly server: Server;
  /** What is to be seen of the program, apart from what every process has. Called for each request. */
  metrics(): Metric[];
  /** Hears when that has failed. */
  onStatus(status: Status): void;
}

/**
 * The address that `--metrics [ADDRESS:]PORT` names.
 *
 * @throws {UsageError} when it names none.
 */
export function readMetricsAddress(args: Arguments): MetricsAddress | undefined {
  const text = args.get("metrics");
  if (text === undefined) return undefined;
  const [, inBrackets, plain, port] = /^(?:(?:\[([^[\]]+)\]|([^:[\]]+)):)?(\d+)$/.exec(text) ?? [];
  if (port === undefined) {
    throw new UsageError(
      `Cannot use "${text}" for --metrics: it has to be a port, or as in 127.0.0.1:9464`,
    );
  }
  return {
    hostname: inBrackets ?? plain ?? "127.0.0.1",
    port: readNumber("the port of --metrics", port, { min: 0, max: 65535 })!,
  };
}

/**
 * Serves `/metrics` and `/healthz` as long as the program runs, and does not keep it running.
 *
 * @returns the URL of the metrics.
 * @throws {ProgramError} when the system does not let it listen.
 */
export function serveMetrics(address: MetricsAddress, watched: Watched): string {
  const lag = new EventLoopLag();
  const pages: Record<string, () => Response> = {
    "/metrics"() {
      const metrics = [...watched.metrics(), lag.metric(), ...processMetrics()];
      return new Response(formatMetrics(metrics), { headers: { "content-type": EXPOSITION_TYPE } });
    },
    "/healthz": () => watched.server.isStopping ? plain(503, "stopping") : plain(200, "ok"),
  };
  const handle = ({ method, url }: Request) => {
    const path = URL.parse(url)?.pathname ?? "";
    if (!Object.hasOwn(pages, path)) return plain(404, "not found");
    if (method === "GET" || method === "HEAD") return pages[path]!();
    return plain(405, "method not allowed", { allow: "GET, HEAD" });
  };
  const onError = (error: unknown) => {
    watched.onStatus({ type: "failed", doing: "Cannot serve metrics", error });
    return plain(500, "internal error");
  };
  const { addr } = serve(address, { onError, onListen() {} }, handle);
  return `http://${formatAddress(addr)}/metrics`;
}

function serve(
  address: MetricsAddress,
  options: Omit<Deno.ServeTcpOptions, "hostname" | "port">,
  handle: (request: Request) => Response,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    const server = Deno.serve({ ...options, ...address }, handle);
    server.unref();
    return server;
  } catch (error) {
    const where = formatAddress(address);
    throw new ProgramError(`Cannot listen on "${where}": ${systemReason(error)}`, { cause: error });
  }
}

function plain(status: number, text: string, headers?: HeadersInit): Response {
  return new Response(`${text}\n`, { status, ...(headers && { headers }) });
}
