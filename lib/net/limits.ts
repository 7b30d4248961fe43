/** How much a server lets its clients do. */
export interface Limits {
  /** How much may wait for somebody who takes nothing, in bytes. */
  readonly backlog: number;
  /** For how long a write may get on by nothing, in milliseconds. */
  readonly writeTimeout: number;
  /** How much one connection may bring, in bytes a second. */
  readonly rate: number;
  /** How many connections may come from one address. */
  perAddress(hostname: string): number;
}

/** Limits that nobody in a classroom meets. */
export const DEFAULT_LIMITS: Limits = {
  backlog: 1024 * 1024,
  writeTimeout: 30_000,
  rate: 64 * 1024 * 1024,
  // A school may be behind one address; this machine's own programs are trusted.
  perAddress: (hostname) => isLoopback(hostname) ? Infinity : 1000,
};

function isLoopback(hostname: string): boolean {
  return hostname.startsWith("127.") || hostname === "::1" || hostname.startsWith("::ffff:127.");
}
