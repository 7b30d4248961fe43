import process from "node:process";
import { runToEnd } from "./running_process.ts";

/** The ticks in which Linux counts the time of a process, a second. */
const TICKS_PER_SECOND = 100;

/**
 * Returns the time that a process has used the processor so far, in milliseconds. Elsewhere than on
 * Linux, all time counts.
 */
export async function processorTimeOf(pid: number): Promise<number> {
  if (Deno.build.os !== "linux") return performance.now();
  // A test may not read there itself.
  const { output: stat } = await runToEnd(["cat", `/proc/${pid}/stat`]);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return 1000 / TICKS_PER_SECOND * (Number(fields[11]) + Number(fields[12]));
}

/**
 * Returns how long a call keeps the processor busy, in milliseconds, to within a hundredth of a second.
 * Unlike the time that passes, this does not depend on what else the machine does.
 */
export function processorTime(call: () => unknown): number {
  const start = process.threadCpuUsage();
  call();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}
