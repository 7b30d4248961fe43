import { Exposition } from "../monitoring/parse_exposition.ts";
import { DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { ListeningProcess } from "./listening_process.ts";

/** Returns the URL of the metrics of a server that was started with `--metrics`. */
export async function metricsUrl(server: ListeningProcess): Promise<string> {
  const [, url] = await server.output.waitFor(/^Metrics are at (http:\S+\/metrics)\n/m);
  return url!;
}

/** Fetches a server's current metrics. */
export async function scrape(url: string): Promise<Exposition> {
  const text = fetch(url).then((response) => response.text());
  return new Exposition(await withDeadline(text, () => `${url} did not answer`));
}

/**
 * Fetches a server's metrics until a condition holds for them. A server without a free descriptor
 * resets connections, and listens again a second later.
 */
export async function scrapeUntil(
  url: string,
  holds: (metrics: Exposition) => boolean,
): Promise<Exposition> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const metrics = await scrape(url).catch((error) => {
      if (performance.now() > deadline || error.message !== "fetch failed") throw error;
    });
    if (metrics && holds(metrics)) return metrics;
    if (performance.now() > deadline) {
      const samples = JSON.stringify([...metrics?.samples ?? []]);
      throw new Error(`The metrics did not reach the expected state; they are ${samples}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
