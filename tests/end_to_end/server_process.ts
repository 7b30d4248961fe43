import { ListeningProcess, startListening } from "./listening_process.ts";

/** A real chat server on a free port of 127.0.0.1. */
export class ServerProcess extends ListeningProcess {
  static async start(...flags: string[]): Promise<ServerProcess> {
    return await ServerProcess.allowed([], ...flags);
  }

  /** Starts one that is allowed more than the network. */
  static async allowed(permissions: string[], ...flags: string[]): Promise<ServerProcess> {
    const allowed = ["--allow-net", "--allow-sys", ...permissions];
    const args = ["run", ...allowed, "server.ts", "-a", "127.0.0.1", ...flags];
    const line = /^Server is on: listening on 127\.0\.0\.1:(\d+)\n/;
    return new ServerProcess(await startListening(Deno.execPath(), args, line));
  }
}
