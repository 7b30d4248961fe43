import { ListeningProcess, startListening } from "./listening_process.ts";
import { programCommand } from "./programs.ts";
import { runToEnd } from "./running_process.ts";

/** The directory server on 127.0.0.1. */
const COMMAND = [...programCommand("crds"), "-a", "127.0.0.1"];
const LISTENING_LINE = /^Chat Room Directory Server listening on port (\d+)\.\.\.\n/;

/** A real directory server on a free port of 127.0.0.1. */
export class CrdsProcess extends ListeningProcess {
  static async start(...flags: string[]): Promise<CrdsProcess> {
    return await CrdsProcess.#startIn([], flags);
  }

  /** Starts one in namespaces of its own, with a disk of 64 KiB at `folder`. */
  static async startOnSmallDisk(folder: string, ...flags: string[]): Promise<CrdsProcess> {
    const script = `mount -t tmpfs -o size=64k disk "${folder}"; exec "$0" "$@"`;
    return await CrdsProcess.#startIn(["unshare", "-rm", "sh", "-ec", script], flags);
  }

  /** Starts one for which exceeding a limit on file size is an error instead of a fatal signal. */
  static async startLimitable(...flags: string[]): Promise<CrdsProcess> {
    return await CrdsProcess.#startIn(["sh", "-c", `trap "" XFSZ; exec "$0" "$@"`], flags);
  }

  /** Starts one in a shell that first runs `setUp`, which may set limits. */
  static async startAfter(setUp: string, ...flags: string[]): Promise<CrdsProcess> {
    return await CrdsProcess.#startIn(["sh", "-c", `${setUp}\nexec "$0" "$@"`], flags);
  }

  static async #startIn(shell: readonly string[], flags: readonly string[]): Promise<CrdsProcess> {
    const command = [...shell, ...COMMAND, "-p", "0", ...flags];
    return new CrdsProcess(await startListening(command, LISTENING_LINE));
  }
}

/** Runs the directory server with arguments that it has to refuse. */
export async function refusedByCrds(...args: string[]): Promise<{ code: number; error: string }> {
  const { code, error } = await runToEnd([...COMMAND, ...args]);
  return { code, error };
}
