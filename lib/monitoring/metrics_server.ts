/**
 * Metrics and a health check over HTTP, on a listener of their own.
 *
 * @module
 */
import type { Server } from "../net/server.ts";
import type { Status } from "../net/status.ts";
import { formatAddress } from "../transport/address.ts";
import { ListenError } from "../transport/listen_error.ts";
import { EventLoopLag } from "./event_loop_lag.ts";
import { EXPOSITION_TYPE, formatMetrics, type Metric } from "./exposition.ts";
import { processMetrics } from "./process_metrics.ts";

/** The pause before metrics are served again after a failure, in milliseconds. */
const RETRY_MS = 1000;

/** An address to listen on. */
export interface MetricsAddress {
  readonly hostname: string;
  readonly port: number;
}

/** A program whose metrics {@linkcode serveMetrics} shows. */
export interface Watched {
  readonly server: Server;
  /** Returns the metrics of the program, without those of every process. Called for each request. */
  metrics(): Metric[];
  /** Gets a status when serving a request fails. */
  onStatus(status: Status): void;
}

/**
 * Serves `/metrics` and `/healthz` for as long as the program runs, without keeping it running.
 *
 * @returns the URL of the metrics.
 * @throws {ListenError} if the system refuses to listen.
 */
export function serveMetrics(address: MetricsAddress, watched: Watched): string {
  const { readTurns } = watched.server.shared;
  const lag = new EventLoopLag(() => readTurns.takeLongestMs());
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
  const doing = "Cannot serve metrics";
  const onError = (error: unknown) => {
    watched.server.shared.internalErrors.report(doing, error);
    return plain(500, "internal error");
  };
  const onShortage = (error: unknown) => watched.onStatus({ type: "failed", doing, error });
  const { addr } = serve(address, { onError, onListen() {} }, handle, onShortage);
  return `http://${formatAddress(addr)}/metrics`;
}

function serve(
  address: MetricsAddress,
  options: Omit<Deno.ServeTcpOptions, "hostname" | "port">,
  handle: (request: Request) => Response,
  onShortage: (error: unknown) => void,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    const server = Deno.serve({ ...options, ...address }, handle);
    server.unref();
    // A shortage of descriptors ends the HTTP server. It must not end the program.
    server.finished.catch((error) => {
      const again = () => serveAgain(server.addr, options, handle, onShortage);
      Deno.unrefTimer(setTimeout(again, RETRY_MS));
      onShortage(error);
    });
    return server;
  } catch (error) {
    throw new ListenError(address, error);
  }
}

function serveAgain(...parameters: Parameters<typeof serve>): void {
  try {
    serve(...parameters);
  } catch {
    Deno.unrefTimer(setTimeout(() => serveAgain(...parameters), RETRY_MS));
  }
}

function plain(status: number, text: string, headers?: HeadersInit): Response {
  return new Response(`${text}\n`, { status, ...(headers && { headers }) });
}
