/**
 * The C programs: building them, and running the load generator.
 *
 * @module
 */
import { runToEnd } from "./processes.ts";
import type { RunningServer } from "./servers.ts";

/** What the load generator prints: numbers by name. */
export type Result = Readonly<Record<string, number>>;

/** Compiles the C files of a folder into one program. */
export async function build(sources: URL, program: string): Promise<string> {
  const files = Array.from(Deno.readDirSync(sources), ({ name }) => name)
    .filter((name) => name.endsWith(".c"))
    .map((name) => new URL(name, sources).pathname);
  await runToEnd("cc", ["-O2", "-std=gnu11", "-Wall", "-Wextra", "-o", program, ...files]);
  return program;
}

/** Where a program is, when it is installed. */
export function findProgram(name: string): string | undefined {
  // Servers stand where the search path of users other than root does not lead to.
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Drives a server and gives the figures. */
export async function runLoad(
  program: string,
  { port, pid }: RunningServer,
  [workload, protocol]: readonly [workload: string, protocol: string],
  settings: Readonly<Record<string, number>>,
): Promise<Result> {
  const options = Object.entries({ port, "server-pid": pid, ...settings });
  const args = options.map(([name, value]) => `${name}=${value}`);
  return JSON.parse(await runToEnd(program, [workload, protocol, ...args]));
}
