import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { formatAddress } from "../../transport/address.ts";
import type { ServerAddress } from "./connect.ts";
import { DEFAULT_TIMEOUT_MS } from "./timeout.ts";

/** The message for each way in which a connection to a server can fail. */
const MESSAGES = {
  unreachable: (address: string) => `Cannot connect to ${address}`,
  disconnected: (address: string) => `The server at ${address} closed the connection`,
  lost: (address: string) => `The server at ${address} no longer answers`,
  silent: (address: string, seconds: number) =>
    `The server at ${address} did not answer within ${seconds} s`,
  "wrong-dialect": (address: string) => `The server at ${address} speaks another dialect`,
  "requires-tls": (address: string) => `The server at ${address} requires TLS`,
  "too-long": (address: string) => `The server at ${address} sent more than a client can use`,
};

const HINTS: Partial<Record<ConnectionFailure, string>> = {
  silent: "Check the address and the port.",
  "wrong-dialect": "Check the address and the port.",
  "requires-tls": "Connect with --tls, --tls-ca or --tls-fingerprint.",
};

/** The ways in which a connection to a server can fail. */
export type ConnectionFailure = keyof typeof MESSAGES;

/** What to do about reasons that the operating system gives. */
const REASON_HINTS: Readonly<Record<string, string>> = {
  "no route to host": "Is that machine on, and on this network?",
  "network is unreachable": "Is this machine connected to a network?",
  "unknown host name": "Check the spelling, or use the address that the server printed.",
};

/** A connection to a server that failed. */
export class ConnectionError extends ExpectedError {
  override name = "ConnectionError";

  /** @param cause The error that the message gives as the reason. */
  constructor(readonly code: ConnectionFailure, server: ServerAddress, cause?: unknown) {
    const address = formatAddress({ hostname: server.host, port: server.port });
    const reason = cause === undefined ? "" : `: ${reasonOf(cause)}`;
    const seconds = (server.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000;
    super(safeText(MESSAGES[code](address, seconds) + reason), {
      cause,
      hint: hintFor(code, cause),
    });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof ExpectedError ? cause.message : systemReason(cause);
}

function hintFor(code: ConnectionFailure, cause: unknown): string | undefined {
  if (cause instanceof ExpectedError) return cause.hint;
  if (cause instanceof Deno.errors.ConnectionRefused) return "Is a server running there?";
  return cause === undefined ? HINTS[code] : REASON_HINTS[reasonOf(cause)];
}
