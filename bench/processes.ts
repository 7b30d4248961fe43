/**
 * The programs that the benchmark starts. None of them outlives it.
 *
 * @module
 */
import { ExpectedError } from "../lib/errors/expected_error.ts";

/** How long a program may take to stop before it is killed. */
const STOP_TIMEOUT_MS = 3000;
/** How long a program may take to start. */
const START_TIMEOUT_MS = 10_000;

const running = new Set<Deno.ChildProcess>();

/** Starts a program. The caller has to read its output. */
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

/** Runs a program to its end, and returns its standard output. */
export async function runToEnd(program: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await startProgram(program, args).output();
  if (code === 0) return new TextDecoder().decode(stdout);
  const reason = new TextDecoder().decode(stderr).trim() || `exit code ${code}`;
  throw new ExpectedError(`Cannot run "${program}": ${reason}`);
}

/** Stops a program with SIGTERM, or with SIGKILL if it does not end in time. */
export async function stopProgram(child: Deno.ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  child.kill("SIGTERM");
  const timeout = setTimeout(() => running.has(child) && child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await child.status;
  clearTimeout(timeout);
}

/** Kills all programs. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/**
 * Waits until a program is ready.
 *
 * @throws {ExpectedError} if it takes too long.
 */
export async function waitUntilReady(
  program: string,
  isReady: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!await isReady()) {
    if (performance.now() > deadline) {
      throw new ExpectedError(
        `Cannot start ${program}: it was not ready after ${START_TIMEOUT_MS / 1000} seconds`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
