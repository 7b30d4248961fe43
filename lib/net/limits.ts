/** The limits that a server sets for its clients. */
export interface Limits {
  /** The most bytes that may be queued for a client that has stopped reading. */
  readonly backlog: number;
  /** The longest time that a write may make no progress, in milliseconds. */
  readonly writeTimeout: number;
  /** The most bytes a second from one connection. */
  readonly rate: number;
  /** Returns the most connections from one address. */
  perAddress(hostname: string): number;
}

/** Limits that no honest classroom reaches. */
export const DEFAULT_LIMITS: Limits = {
  backlog: 1024 * 1024,
  writeTimeout: 30_000,
  rate: 64 * 1024 * 1024,
  // A whole school may share one address. Programs on this machine are trusted.
  perAddress: (hostname) => isLoopback(hostname) ? Infinity : 1000,
};

/** Reports whether an address is one of this machine's own, which no other machine can use. */
export function isLoopback(hostname: string): boolean {
  return hostname.startsWith("127.") || hostname === "::1" || hostname.startsWith("::ffff:127.");
}
