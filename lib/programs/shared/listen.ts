/**
 * The port that servers listen on, and the signals that reload and stop them.
 *
 * @module
 */
import type { Arguments } from "../../command_line/arguments.ts";
import { EXIT } from "../../errors/exit.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { type Listening, listenOn, listenOnAll } from "../../transport/listen.ts";
import { ListenError } from "../../transport/listen_error.ts";
import { parsePort } from "../../transport/port.ts";
import type { portFlag } from "./flags.ts";

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
 * Listens for TCP connections on an address, or on all addresses if there is none.
 *
 * @throws {ListenError | UsageError} if the system refuses, or `address` is none.
 */
export function listen(address: string | undefined, port: number): Listening {
  if (address === undefined) return listenOnAll(port);
  try {
    // People copy addresses with the brackets that URLs need.
    return listenOn(address.replace(/^\[(.*)\]$/, "$1"), port);
  } catch (error) {
    if (!(error instanceof ListenError) || !(error.cause instanceof URIError)) throw error;
    throw new UsageError(
      `Cannot use "${address}" for --address: expected an IP address or a host name`,
      { hint: "Set the port with --port.", cause: error },
    );
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
 * @param asked Resolves when somebody asks the program to end in another way.
 * @returns a promise that resolves when `stop` has finished.
 */
export function stopOnSignal(stop: () => Promise<void>, asked?: Promise<void>): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  let isStopping = false;
  const stopOnce = () => {
    isStopping = true;
    stop().then(stopped.resolve, stopped.reject);
  };
  asked?.then(() => isStopping || stopOnce());
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];
  for (const signal of signals) {
    Deno.addSignalListener(signal, () => {
      if (isStopping) Deno.exit(EXIT.failed);
      stopOnce();
    });
  }
  return stopped.promise;
}
