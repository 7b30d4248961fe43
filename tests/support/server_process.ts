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

  /** The same, after a shell has run `setUp`: it may set limits and variables. */
  static async startAfter(setUp: string, ...flags: string[]): Promise<ServerProcess> {
    const command = [...programCommand("server"), "-a", "127.0.0.1", ...flags];
    const shell = ["sh", "-c", `${setUp}\nexec "$0" "$@"`];
    return new ServerProcess(await startListening([...shell, ...command], LINE));
  }
}

/** Runs the server with arguments that it has to refuse. */
export async function refused(...args: string[]): Promise<{ code: number; error: string }> {
  const [program, ...first] = programCommand("server");
  const { code, stderr } = await new Deno.Command(program!, { args: [...first, ...args] }).output();
  return { code, error: new TextDecoder().decode(stderr) };
}
