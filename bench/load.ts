/**
 * Builds the C programs, and runs the load generator.
 *
 * @module
 */
import { runToEnd } from "./processes.ts";
import type { RunningServer } from "./servers.ts";

/** The output of the load generator: numbers by name. */
export type Result = Readonly<Record<string, number>>;

/** Compiles the C files of a folder into one program, and returns its path. */
export async function build(sources: URL, program: string): Promise<string> {
  const files = Array.from(Deno.readDirSync(sources), ({ name }) => name)
    .filter((name) => name.endsWith(".c"))
    .map((name) => new URL(name, sources).pathname);
  await runToEnd("cc", ["-O2", "-std=gnu11", "-Wall", "-Wextra", "-o", program, ...files]);
  return program;
}

/** Returns the path of an installed program. */
export function findProgram(name: string): string | undefined {
  // Servers are often in folders that only root has in its search path.
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Puts a load on a server, and returns the figures. A load over TLS comes from a program in Deno. */
export async function runLoad(
  program: string,
  { port, pid }: RunningServer,
  [workload, protocol]: readonly [workload: string, protocol: string],
  settings: Readonly<Record<string, number>>,
): Promise<Result> {
  const options = Object.entries({ port, "server-pid": pid, ...settings });
  const args = options.map(([name, value]) => `${name}=${value}`);
  if (workload === "idle-tls") {
    const flags = ["-A", "--unsafely-ignore-certificate-errors=127.0.0.1"];
    const script = new URL("load_tls.ts", import.meta.url).pathname;
    return JSON.parse(await runToEnd(Deno.execPath(), ["run", ...flags, script, ...args]));
  }
  return JSON.parse(await runToEnd(program, [workload, protocol, ...args]));
}
