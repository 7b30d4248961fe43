import { ListeningProcess, startListening } from "./listening_process.ts";

/** What has to be given to `deno` to start the directory server on a free port of 127.0.0.1. */
const ARGS = ["run", "-A", "crds.ts", "-a", "127.0.0.1"];
const LINE = /^Chat Room Directory Server listening on port (\d+)\.\.\.\n/;

/** A real directory server on a free port of 127.0.0.1. */
export class CrdsProcess extends ListeningProcess {
  static async start(...flags: string[]): Promise<CrdsProcess> {
    return new CrdsProcess(
      await startListening(Deno.execPath(), [...ARGS, "-p", "0", ...flags], LINE),
    );
  }

  /** The same in namespaces of its own, with a disk of 64 KiB at `folder`. */
  static async startOnSmallDisk(folder: string, ...flags: string[]): Promise<CrdsProcess> {
    const script = `mount -t tmpfs -o size=64k disk "${folder}"; exec "$0" "$@"`;
    const crds = [Deno.execPath(), ...ARGS, "-p", "0", ...flags];
    const args = ["-rm", "sh", "-ec", script, ...crds];
    return new CrdsProcess(await startListening("unshare", args, LINE));
  }

  /** The same, where to write too much to a file is an error instead of the end of the program. */
  static async startLimitable(...flags: string[]): Promise<CrdsProcess> {
    const script = `trap "" XFSZ; exec "$0" "$@"`;
    const args = ["-c", script, Deno.execPath(), ...ARGS, "-p", "0", ...flags];
    return new CrdsProcess(await startListening("sh", args, LINE));
  }
}

/** Runs the directory server with arguments that it has to refuse. */
export async function refusedByCrds(...args: string[]): Promise<{ code: number; error: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args: [...ARGS, ...args] })
    .output();
  return { code, error: new TextDecoder().decode(stderr) };
}
