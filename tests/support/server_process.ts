import { freePorts } from "./free_ports.ts";
import { ListeningProcess, startListening } from "./listening_process.ts";
import { programCommand } from "./programs.ts";
import { runToEnd } from "./running_process.ts";

/** The first line that a server prints. */
const LISTENING_LINE = /^Server is on: listening on 127\.0\.0\.1:(\d+)\n/;

function serverCommand(flags: readonly string[]): string[] {
  return [...programCommand("server"), "-a", "127.0.0.1", ...flags];
}

/** A real chat server on a free port of 127.0.0.1. */
export class ServerProcess extends ListeningProcess {
  static async start(...flags: string[]): Promise<ServerProcess> {
    return new ServerProcess(await startListening(serverCommand(flags), LISTENING_LINE));
  }

  /**
   * Starts one on a port that the system gives to nobody else once it has ended: another server can take
   * its place there.
   */
  static async startReplaceable(...flags: string[]): Promise<ServerProcess> {
    const [port] = freePorts(1);
    return await ServerProcess.start("-p", `${port}`, ...flags);
  }

  /** Starts one in namespaces of its own, with a small disk at `folder`. */
  static async startOnSmallDisk(
    folder: string,
    size: string,
    ...flags: string[]
  ): Promise<ServerProcess> {
    const script = `mount -t tmpfs -o size=${size} disk "${folder}"; exec "$0" "$@"`;
    const command = ["unshare", "-rm", "sh", "-ec", script, ...serverCommand(flags)];
    return new ServerProcess(await startListening(command, LISTENING_LINE));
  }

  /** Starts a server in a shell that first runs `setUp`, which may set limits and variables. */
  static async startAfter(setUp: string, ...flags: string[]): Promise<ServerProcess> {
    const shell = ["sh", "-c", `${setUp}\nexec "$0" "$@"`];
    const command = [...shell, ...serverCommand(flags)];
    return new ServerProcess(await startListening(command, LISTENING_LINE));
  }
}

/** Runs the server with arguments that it has to refuse. */
export async function refused(...args: string[]): Promise<{ code: number; error: string }> {
  const { code, error } = await runToEnd([...programCommand("server"), ...args]);
  return { code, error };
}
