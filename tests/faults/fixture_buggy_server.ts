/**
 * A real server whose sessions have bugs: each line that a client sends names the place where one
 * happens. It is wired like the programs, so `--log` and `--metrics` work.
 *
 * @module
 */
import { parseCommandLine } from "../../lib/command_line/arguments.ts";
import type { Connection } from "../../lib/net/connection.ts";
import { Server } from "../../lib/net/server.ts";
import type { ConnectionHandler } from "../../lib/net/session.ts";
import { SERVER } from "../../lib/programs/server/flags.ts";
import { listen, stopOnSignal } from "../../lib/programs/shared/listen.ts";
import { openMetrics } from "../../lib/programs/shared/metrics.ts";
import { statusWriter } from "../../lib/programs/shared/status_writer.ts";
import { surviveBugs } from "../../lib/programs/shared/survive_bugs.ts";
import { counter } from "../../lib/monitoring/exposition.ts";
import { TcpSource } from "../../lib/transport/tcp_source.ts";

function bug(where: string): never {
  throw new TypeError(`a bug in ${where}`);
}

/** Whether the next request for metrics leads to a bug. */
let isScrapeBuggy = false;

/** The places where bugs happen, by the line that leads to each. */
const BUGS: Readonly<Record<string, (connection: Connection) => unknown>> = {
  receive: () => bug("receive"),
  answer: () => Promise.reject(new TypeError("a bug in answer")),
  timer: (connection) => void connection.setTimer(1, () => bug("timer")),
  flush: (connection) => {
    connection.outbox.peek = () => bug("flush");
    connection.send(new Uint8Array(1));
  },
  metrics: () => void (isScrapeBuggy = true),
  // Nothing knows the connection of these.
  "bare timer": () => void setTimeout(() => bug("bare timer"), 1),
  microtask: () => queueMicrotask(() => bug("microtask")),
  "floating promise": () => void Promise.reject(new TypeError("a bug in floating promise")),
};

function open(connection: Connection): ConnectionHandler {
  return {
    receive(bytes) {
      const line = new TextDecoder().decode(bytes).trim();
      const answer = BUGS[line]?.(connection);
      connection.send(bytes);
      return answer as Promise<void> | undefined;
    },
    close() {},
    onIdle() {},
  };
}

const args = parseCommandLine(SERVER, Deno.args);
const onStatus = statusWriter(args);
const { listeners, port } = listen(args.get("address"), 0);
const sources = listeners.map((listener) => new TcpSource(listener));
const server = new Server({ sources, open, onStatus });
surviveBugs(server.shared.internalErrors);
const metrics = await openMetrics(args);
const url = metrics?.serve({
  server,
  metrics() {
    if (isScrapeBuggy) {
      isScrapeBuggy = false;
      bug("metrics");
    }
    return [counter("bugs_total", "Bugs", server.shared.internalErrors.count)];
  },
  onStatus,
});
const stopped = stopOnSignal(() => server.stop());
console.log(`Server is on: listening on 127.0.0.1:${port}`);
if (url) console.log(`Metrics are at ${url}`);
// Not with `Deno.exit`, which would lose lines of the log that are still being written.
await Promise.all([server.run(), stopped]);
