/**
 * The port that servers listen on, and the signals that reload and stop them.
 *
 * @module
 */
import type { Arguments } from "../../command_line/arguments.ts";
import { EXIT } from "../../errors/exit.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { ListenError } from "../../transport/listen_error.ts";
import { parsePort } from "../../transport/port.ts";
import type { portFlag } from "./flags.ts";

/** The length of the queue of new connections: the clients of a classroom all connect at once. */
const TCP_BACKLOG = 4096;

/**
 * Returns the port that a command line gives as an argument or with `--port`, or the default.
 *
 * @throws {UsageError} if it gives two ports, or something else.
 */
export function portToListenOn(args: Arguments<{ port: ReturnType<typeof portFlag> }>): number {
  const [port, extra] = args.given.has("port")
    ? [undefined, ...args.positionals]
    : args.positionals;
  if (extra !== undefined) {
    throw new UsageError(`Unexpected argument "${extra}": the port is already set`);
  }
  return port === undefined ? args.get("port") : parsePort(port, "the port", 0);
}

/**
 * Listens for TCP connections.
 *
 * @throws {ListenError} if the system refuses.
 */
export function listen(hostname: string, port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port, tcpBacklog: TCP_BACKLOG });
  } catch (error) {
    throw new ListenError({ hostname, port }, error);
  }
}

/**
 * Calls `reload` on `SIGHUP`, which Windows does not have.
 *
 * @param onFailure Gets the error if `reload` fails; nothing has changed then.
 */
export function onReload(
  reload: () => void | Promise<void>,
  onFailure: (error: unknown) => void,
): void {
  if (Deno.build.os === "windows") return;
  Deno.addSignalListener("SIGHUP", async () => {
    try {
      await reload();
    } catch (error) {
      onFailure(error);
    }
  });
}

/**
 * Calls `stop` on the first signal that asks the program to end. A second signal ends it at once.
 *
 * @returns a promise that resolves when `stop` has finished.
 */
export function stopOnSignal(stop: () => Promise<void>): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  let isStopping = false;
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];
  for (const signal of signals) {
    Deno.addSignalListener(signal, () => {
      if (isStopping) Deno.exit(EXIT.failed);
      isStopping = true;
      stop().then(stopped.resolve, stopped.reject);
    });
  }
  return stopped.promise;
}
