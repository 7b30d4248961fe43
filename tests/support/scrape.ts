import { Exposition } from "../monitoring/parse_exposition.ts";
import type { ListeningProcess } from "./listening_process.ts";
import { DEADLINE } from "./text_output.ts";

/** The URL at which a server that was started with `--metrics` says that its metrics are. */
export async function metricsUrl(server: ListeningProcess): Promise<string> {
  const [, url] = await server.output.waitFor(/^Metrics are at (http:\S+\/metrics)\n/m);
  return url!;
}

/** What a server's metrics say now. */
export async function scrape(url: string): Promise<Exposition> {
  return new Exposition(await (await fetch(url)).text());
}

/** What they say as soon as it is so. */
export async function scrapeUntil(
  url: string,
  isSo: (metrics: Exposition) => boolean,
): Promise<Exposition> {
  const deadline = performance.now() + DEADLINE;
  for (;;) {
    const metrics = await scrape(url);
    if (isSo(metrics)) return metrics;
    if (performance.now() > deadline) {
      throw new Error(`It did not become so, but ${JSON.stringify([...metrics.samples])}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
