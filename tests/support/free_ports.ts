/** Ports that no system gives to connections by itself: a program that restarts finds its own free. */
const FIRST_PORT = 15_000;
const LAST_PORT = 29_999;

/** Returns ports of 127.0.0.1 that were free a moment ago, for programs that cannot choose one. */
export function freePorts(count: number): number[] {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    if (isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
