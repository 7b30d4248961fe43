/** The resources that a process uses. All are 0 where the system does not report them. */
export interface ProcessUsage {
  readonly memoryMib: number;
  readonly descriptors: number;
}

/** Returns what a process uses now. */
export function processUsage(pid: number): ProcessUsage {
  if (Deno.build.os !== "linux") return { memoryMib: 0, descriptors: 0 };
  try {
    const [, size] = /^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    const descriptors = Iterator.from(Deno.readDirSync(`/proc/${pid}/fd`)).toArray().length;
    return { memoryMib: Math.round(Number(size ?? 0) / 1024), descriptors };
  } catch {
    return { memoryMib: 0, descriptors: 0 };
  }
}
