/**
 * The programs that the benchmark starts: none of them outlives it.
 *
 * @module
 */
import { ExpectedError } from "../lib/errors/expected_error.ts";

/** How long a program may take to stop when it is told to, and to start, in milliseconds. */
const STOP_WITHIN = 3000;
const START_WITHIN = 10_000;

const running = new Set<Deno.ChildProcess>();

/** Starts a program. Its standard output can be read. */
export function startProgram(program: string, args: string[], cwd?: string): Deno.ChildProcess {
  const child = new Deno.Command(program, {
    args,
    ...(cwd && { cwd }),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  running.add(child);
  child.status.then(() => running.delete(child));
  return child;
}

/** Runs a program to its end and gives what it printed. */
export async function runToEnd(program: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await startProgram(program, args).output();
  if (code === 0) return new TextDecoder().decode(stdout);
  throw new ExpectedError(new TextDecoder().decode(stderr).trim() || `It ended with ${code}`);
}

/** Stops a program: first asked, then forced. */
export async function stopProgram(child: Deno.ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  child.kill("SIGTERM");
  const forced = setTimeout(() => running.has(child) && child.kill("SIGKILL"), STOP_WITHIN);
  await child.status;
  clearTimeout(forced);
}

/** Stops all programs at once. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Waits until `isReady` says so. */
export async function waitFor(what: string, isReady: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + START_WITHIN;
  while (!await isReady()) {
    if (performance.now() > until) {
      throw new ExpectedError(`Cannot start ${what}: it takes too long`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
