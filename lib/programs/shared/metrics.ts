import type { Arguments } from "../../command_line/arguments.ts";
import { UsageError } from "../../errors/expected_error.ts";
import type { MetricsAddress, Watched } from "../../monitoring/metrics_server.ts";
import { parsePort } from "../../transport/port.ts";
import type { SERVING_FLAGS } from "./flags.ts";

/** The functions that collect and serve metrics. */
export type Metrics =
  & Pick<
    typeof import("../../monitoring/server_metrics.ts"),
    "certificateMetric" | "chatMetrics" | "directoryMetrics"
  >
  & Pick<typeof import("../../monitoring/store_metrics.ts"), "storeMetrics">
  & {
    /**
     * Serves the metrics; returns their URL.
     *
     * @throws {ListenError} if the system refuses to listen.
     */
    serve(watched: Watched): string;
  };

/**
 * Loads the functions for metrics if the command line asks for them with `--metrics`. Without them
 * the servers start a tenth faster.
 *
 * @throws {UsageError} if the flag's value is not an address.
 */
export async function openMetrics(
  args: Arguments<typeof SERVING_FLAGS>,
): Promise<Metrics | undefined> {
  const text = args.get("metrics");
  if (text === undefined) return undefined;
  const address = parseMetricsAddress(text);
  const [
    { serveMetrics },
    { certificateMetric, chatMetrics, directoryMetrics },
    { storeMetrics },
  ] = await Promise.all([
    import("../../monitoring/metrics_server.ts"),
    import("../../monitoring/server_metrics.ts"),
    import("../../monitoring/store_metrics.ts"),
  ]);
  const serve = (watched: Watched) => serveMetrics(address, watched);
  return { certificateMetric, chatMetrics, directoryMetrics, storeMetrics, serve };
}

/** Parses `[ADDRESS:]PORT`. */
function parseMetricsAddress(text: string): MetricsAddress {
  const [, inBrackets, plain, port] = /^(?:(?:\[([^[\]]+)\]|([^:[\]]+)):)?(\d+)$/.exec(text) ?? [];
  if (port === undefined) {
    throw new UsageError(
      `Cannot use "${text}" for --metrics: expected a port, or an address and port such as ` +
        "127.0.0.1:9464",
    );
  }
  return {
    hostname: inBrackets ?? plain ?? "127.0.0.1",
    port: parsePort(port, "the port of --metrics", 0),
  };
}
