/** A server that a client can join. */
export interface JoinedServer {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** The only dialect that the server speaks; without one, it speaks all. */
  readonly dialect?: string | undefined;
}

/**
 * Returns the words behind `client.ts` with which a client joins a server in its dialect.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(clientWords({ host: "192.168.1.20", port: 55555 }), "192.168.1.20:55555");
 * assert.equal(clientWords({ host: "fd00::2", port: 55555 }), "[fd00::2]:55555");
 * assert.equal(
 *   clientWords({ host: "fd00::2", port: 55555, dialect: "direct" }),
 *   "direct -a fd00::2 -p 55555",
 * );
 * ```
 */
export function clientWords({ host, port, dialect }: JoinedServer): string {
  if (dialect === "direct") return `direct -a ${host} -p ${port}`;
  if (dialect === "channel") return `Alice ${host} ${port}`;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
