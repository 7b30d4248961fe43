/** The resources that a process uses, as Linux reports them. */
export interface Usage {
  /** Resident memory, in MiB. */
  readonly memory: number;
  /** The number of open file descriptors. */
  readonly descriptors: number;
}

/** Returns the current usage of a process. */
export function usageOf(pid: number): Usage {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(status)!;
  const descriptors = Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).length;
  return { memory: Number(kibibytes) / 1024, descriptors };
}
