import { ExpectedError } from "../../errors/expected_error.ts";

/** How long to try to connect, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** How long an attempt may take before the user is told, in milliseconds. */
const SLOW_MS = 500;

/** Where to connect to, and how. */
export interface Dialling {
  readonly host: string;
  readonly port: number;
  /** Called once if the connection is not there after half a second. */
  readonly onSlow?: (() => void) | undefined;
  readonly timeoutMs?: number;
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a TCP connection. Deno tries the addresses of a host name side by side, each a quarter of a
 * second after the one before, and takes the first that answers.
 *
 * @throws {ExpectedError} if no address answers in time.
 * @throws {Error} with the system's reason if all attempts fail.
 */
export async function dial(
  { host, port, onSlow, timeoutMs = CONNECT_TIMEOUT_MS, signal }: Dialling,
): Promise<Deno.TcpConn> {
  const timeout = new AbortController();
  const late = setTimeout(() => timeout.abort(), timeoutMs);
  const slow = onSlow && setTimeout(onSlow, SLOW_MS);
  try {
    const end = AbortSignal.any([timeout.signal, ...signal ? [signal] : []]);
    return await Deno.connect({ hostname: host, port, signal: end });
  } catch (error) {
    if (!timeout.signal.aborted) throw error;
    throw new ExpectedError(`no answer within ${timeoutMs / 1000} s`, {
      hint: "Check the address, and whether a firewall drops the connection.",
      cause: error,
    });
  } finally {
    clearTimeout(late);
    clearTimeout(slow);
  }
}
