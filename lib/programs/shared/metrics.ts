import type { Arguments } from "../../command_line/command.ts";
import type { Watched } from "../../monitoring/metrics_server.ts";

/** Metrics that a command line asks for. */
export type Metrics =
  & Pick<
    typeof import("../../monitoring/server_metrics.ts"),
    "chatMetrics" | "directoryMetrics"
  >
  & {
    /**
     * Serves them; returns their URL.
     *
     * @throws {ProgramError} when the system does not let it listen.
     */
    serve(watched: Watched): string;
  };

/**
 * What serves metrics, when a command line asks for them with `--metrics`. Only then is it loaded: the
 * servers start a tenth quicker without it.
 *
 * @throws {UsageError} when the command line names no address.
 */
export async function openMetrics(args: Arguments): Promise<Metrics | undefined> {
  if (args.get("metrics") === undefined) return undefined;
  const [{ readMetricsAddress, serveMetrics }, { chatMetrics, directoryMetrics }] = await Promise
    .all([
      import("../../monitoring/metrics_server.ts"),
      import("../../monitoring/server_metrics.ts"),
    ]);
  const address = readMetricsAddress(args)!;
  return { chatMetrics, directoryMetrics, serve: (watched) => serveMetrics(address, watched) };
}
