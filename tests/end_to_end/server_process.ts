import { ListeningProcess, startListening } from "./listening_process.ts";

/** What has to be given to `deno` to start the server on a free port of 127.0.0.1. */
const ARGS = ["run", "--allow-net", "--allow-sys", "server.ts", "-a", "127.0.0.1"];
const LINE = /^Server is on: listening on 127\.0\.0\.1:(\d+)\n/;

/** A real chat server on a free port of 127.0.0.1. */
export class ServerProcess extends ListeningProcess {
  static async start(...flags: string[]): Promise<ServerProcess> {
    return new ServerProcess(await startListening(Deno.execPath(), [...ARGS, ...flags], LINE));
  }

  /** The same, after a shell has run `setUp`: it may set limits and variables. */
  static async startAfter(setUp: string, ...flags: string[]): Promise<ServerProcess> {
    const args = ["-c", `${setUp}\nexec "$0" "$@"`, Deno.execPath(), ...ARGS, ...flags];
    return new ServerProcess(await startListening("sh", args, LINE));
  }
}
