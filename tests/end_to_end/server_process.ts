import { ListeningProcess, startListening } from "./listening_process.ts";

/** What a server says first. */
const LINE = /^Server is on: listening on 127\.0\.0\.1:(\d+)\n/;

/** A real chat server on a free port of 127.0.0.1. */
export class ServerProcess extends ListeningProcess {
  static async start(...flags: string[]): Promise<ServerProcess> {
    const permissions = ["--allow-net", "--allow-sys"];
    // Without a file to read it gets along without being allowed to.
    if (flags.some((flag) => flag.endsWith("-file"))) permissions.push("--allow-read");
    const args = ["run", ...permissions, "server.ts", "-a", "127.0.0.1", ...flags];
    return new ServerProcess(await startListening(Deno.execPath(), args, LINE));
  }

  /** The same, that may do everything but open more than so many files. */
  static async startWithFiles(most: number, ...flags: string[]): Promise<ServerProcess> {
    const script = `ulimit -n ${most}; exec "$0" "$@"`;
    const program = [Deno.execPath(), "run", "-A", "server.ts", "-a", "127.0.0.1"];
    return new ServerProcess(
      await startListening("sh", ["-c", script, ...program, ...flags], LINE),
    );
  }
}

/** Runs the server with arguments that it has to refuse. */
export async function refused(...args: string[]): Promise<{ code: number; error: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net", "--allow-sys", "server.ts", ...args],
  }).output();
  return { code, error: new TextDecoder().decode(stderr) };
}
