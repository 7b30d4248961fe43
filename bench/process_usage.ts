/**
 * Memory and processor time of processes, from Linux's `/proc`.
 *
 * @module
 */

/** The unit of processor times in `/proc`, on every common system. */
const TICKS_PER_SECOND = 100;

/** Returns the seconds of processor time that a process has used. */
export function processorSeconds(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // The name of the program, in parentheses, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Returns the seconds of processor time that the whole machine has used. */
export function machineSeconds(): number {
  const [, user, nice, system, , , irq, softIrq, steal] = Deno.readTextFileSync("/proc/stat")
    .split("\n", 1)[0]!.split(/ +/).map(Number) as [number, ...number[]];
  const ticks = [user, nice, system, irq, softIrq, steal].reduce((sum, part) => sum! + part!);
  return ticks! / TICKS_PER_SECOND;
}

/** Returns the memory of a process, in kilobytes. */
export function residentKilobytes(pid: number): number {
  return memoryKilobytes(pid, "VmRSS");
}

/** Returns the maximum of the memory of a process since its start, in kilobytes. */
export function peakKilobytes(pid: number): number {
  return memoryKilobytes(pid, "VmHWM");
}

function memoryKilobytes(pid: number, field: string): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)![1]);
}
