import assert from "node:assert/strict";
import { CrdsProcess } from "../support/crds_process.ts";
import { LineClient } from "../support/line_client.ts";
import type { ListeningProcess } from "../support/listening_process.ts";
import { metricsUrl, scrapeUntil } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";

const MAX_FILES = 80;
const SET_UP = `ulimit -n ${MAX_FILES}`;

/** Start each server with `--metrics` and few descriptors. */
const SERVERS: Readonly<Record<string, () => Promise<ListeningProcess>>> = {
  "the chat server": () => ServerProcess.startAfter(SET_UP, "--metrics", "0"),
  "the directory": () => CrdsProcess.startAfter(SET_UP, "--metrics", "0"),
};

for (const [name, start] of Object.entries(SERVERS)) {
  Deno.test(`a scrape without free descriptors does not end ${name}, and later ones succeed`, {
    ignore: Deno.build.os !== "linux",
  }, async () => {
    await using server = await start();
    const url = await metricsUrl(server);
    const { hostname, port } = new URL(url);
    {
      await using clients = new AsyncDisposableStack();
      for (let count = 0; count < MAX_FILES; count++) {
        // Those that do not log in to the chat server would make room.
        clients.use(await LineClient.connect(server.port, `HELLO-FROM ${count}\n`));
      }
      await server.log.waitFor(/Cannot accept a connection: too many open files\n/);
      await using _scrape = await knock(hostname, Number(port));
      await server.log.waitFor(/Cannot serve metrics: too many open files\n/);
    }
    const metrics = await scrapeUntil(url, (now) => now.value("parley_accept_errors_total") > 0);
    assert(metrics.value("process_start_time_seconds") > 0);
  });
}

/**
 * Connects to a server that has no descriptor for the connection. The system accepts it, but resets
 * it when the server closes its listener, which may be before the connection reaches this program.
 */
async function knock(hostname: string, port: number): Promise<AsyncDisposableStack> {
  const connections = new AsyncDisposableStack();
  try {
    connections.use(await Deno.connect({ hostname, port }));
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  return connections;
}
