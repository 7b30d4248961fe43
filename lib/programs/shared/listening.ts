/**
 * What servers have in common on the command line: the port, and the signals that stop them.
 *
 * @module
 */
import { formatAddress } from "../../transport/address.ts";
import { type Arguments, readNumber, UsageError } from "../../command_line/command.ts";
import { EXIT, ProgramError, systemReason } from "../../command_line/program.ts";

/**
 * The port that a command line names, as an argument or with `--port`.
 *
 * @param otherwise The port when it names none; with 0 the system chooses a free one.
 * @throws {UsageError} when it names two, or something else.
 */
export function readPort(args: Arguments, otherwise = 0): number {
  const { positionals } = args;
  const flag = args.get("port");
  if (positionals.length > (flag === undefined ? 1 : 0)) {
    throw new UsageError(`Cannot use "${positionals.at(-1)}": there is one port to listen on`);
  }
  return readNumber("the port", positionals[0] ?? flag, { min: 0, max: 65535 }) ?? otherwise;
}

/**
 * Listens for TCP connections.
 *
 * @throws {ProgramError} when the system does not let it.
 */
export function listen(hostname: string, port: number): Deno.TcpListener {
  try {
    // A long queue: a classroom connects all at once.
    return Deno.listen({ hostname, port, tcpBacklog: 4096 });
  } catch (error) {
    const where = formatAddress({ hostname, port });
    throw new ProgramError(`Cannot listen on "${where}": ${systemReason(error)}`, { cause: error });
  }
}

/**
 * Has a server read again what it was started with when `SIGHUP` asks for it (not on Windows). What
 * cannot be read leaves all as it was.
 *
 * @param onFailure Hears why not.
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
 * Has a server stopped by the signals that mean so; a second one ends the program at once.
 *
 * @returns a promise that resolves when it has stopped.
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
