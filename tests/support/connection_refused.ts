import { freePorts } from "./free_ports.ts";

/** Returns a port of 127.0.0.1 on which nothing listens. */
export function closedPort(): number {
  return freePorts(1)[0]!;
}

/** Returns the text with which a client says that nothing listens on a port of 127.0.0.1. */
export function refusal(port: number): string {
  return `Cannot connect to 127.0.0.1:${port}: connection refused. Is a server running there?`;
}
