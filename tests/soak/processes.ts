/** What a process takes of the machine, as far as Linux tells. */
export interface Usage {
  /** Resident memory, in MiB. */
  readonly memory: number;
  readonly descriptors: number;
}

/** What the process takes now. */
export function usageOf(pid: number): Usage {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(status)!;
  const descriptors = Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).length;
  return { memory: Number(kibibytes) / 1024, descriptors };
}
