import { programCommand } from "./programs.ts";
import { runToEnd } from "./running_process.ts";

/** Runs `server.ts store`; returns its exit code and its output. */
export function runStoreCommand(...args: string[]) {
  return runToEnd([...programCommand("server"), "store", ...args]);
}

/** A message as `server.ts store export` prints it. */
export interface ExportedMessage {
  readonly id: number;
  readonly time: string;
  readonly channel: string;
  readonly sender: string;
  readonly text: string;
}

/** Returns the messages in a file. */
export async function exportStore(file: string, ...flags: string[]): Promise<ExportedMessage[]> {
  const { code, output, error } = await runStoreCommand("export", file, ...flags);
  if (code !== 0) throw new Error(error);
  return output.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
