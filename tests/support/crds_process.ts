import { ListeningProcess, startListening } from "./listening_process.ts";
import { programCommand } from "./programs.ts";

/** The directory server on 127.0.0.1. */
const COMMAND = [...programCommand("crds"), "-a", "127.0.0.1"];
const LINE = /^Chat Room Directory Server listening on port (\d+)\.\.\.\n/;

/** A real directory server on a free port of 127.0.0.1. */
export class CrdsProcess extends ListeningProcess {
  static async start(...flags: string[]): Promise<CrdsProcess> {
    return new CrdsProcess(await startListening([...COMMAND, "-p", "0", ...flags], LINE));
  }

  /** The same in namespaces of its own, with a disk of 64 KiB at `folder`. */
  static async startOnSmallDisk(folder: string, ...flags: string[]): Promise<CrdsProcess> {
    const script = `mount -t tmpfs -o size=64k disk "${folder}"; exec "$0" "$@"`;
    const shell = ["unshare", "-rm", "sh", "-ec", script];
    return new CrdsProcess(
      await startListening([...shell, ...COMMAND, "-p", "0", ...flags], LINE),
    );
  }

  /** The same, where to write too much to a file is an error instead of the end of the program. */
  static async startLimitable(...flags: string[]): Promise<CrdsProcess> {
    const script = `trap "" XFSZ; exec "$0" "$@"`;
    const command = ["sh", "-c", script, ...COMMAND, "-p", "0", ...flags];
    return new CrdsProcess(await startListening(command, LINE));
  }
}

/** Runs the directory server with arguments that it has to refuse. */
export async function refusedByCrds(...args: string[]): Promise<{ code: number; error: string }> {
  const [program, ...first] = COMMAND;
  const { code, stderr } = await new Deno.Command(program!, { args: [...first, ...args] }).output();
  return { code, error: new TextDecoder().decode(stderr) };
}
