import { ListeningProcess, startListening } from "./listening_process.ts";
import { programCommand } from "./programs.ts";

/** What a server says first. */
const LINE = /^Server is on: listening on 127\.0\.0\.1:(\d+)\n/;

/** A real chat server on a free port of 127.0.0.1. */
export class ServerProcess extends ListeningProcess {
  static async start(...flags: string[]): Promise<ServerProcess> {
    const command = [...programCommand("server"), "-a", "127.0.0.1", ...flags];
    return new ServerProcess(await startListening(command, LINE));
  }

  /** The same, that may not open more than so many files. */
  static async startWithFiles(most: number, ...flags: string[]): Promise<ServerProcess> {
    const script = `ulimit -n ${most}; exec "$0" "$@"`;
    const command = [...programCommand("server"), "-a", "127.0.0.1", ...flags];
    return new ServerProcess(await startListening(["sh", "-c", script, ...command], LINE));
  }
}

/** Runs the server with arguments that it has to refuse. */
export async function refused(...args: string[]): Promise<{ code: number; error: string }> {
  const [program, ...first] = programCommand("server");
  const { code, stderr } = await new Deno.Command(program!, { args: [...first, ...args] }).output();
  return { code, error: new TextDecoder().decode(stderr) };
}
