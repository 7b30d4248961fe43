import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import type { NatsAddress } from "./addresses.ts";

/** A failed attempt to connect. */
export interface DialFailure {
  readonly address: NatsAddress;
  readonly error: unknown;
}

/** Why a connection failed, and what to do about it. */
interface Explanation {
  readonly reason: string;
  readonly hint: string;
}

/** Why a connection fails that must be encrypted. */
export const NO_TLS = "it does not offer TLS";

/** Why a connection fails to a server that wants to see a certificate, too. */
export const NEEDS_CERTIFICATE = "it requires certificates of its clients";

/** Why a connection is useless to servers whose parts of a long answer are larger. */
export const SMALL_PAYLOAD = 'its "max_payload" is too small';

const CLOSED: Explanation = {
  reason: "it closed the connection",
  hint: 'Is nats-server running there, with room for more connections ("max_connections")?',
};

const IS_IT_RUNNING = "Is nats-server running there?";

/** The names of errors by which NATS refuses a user. */
const REFUSALS = ["AuthorizationError", "UserAuthenticationExpiredError"];

const REFUSED: Explanation = {
  reason: "it refuses the user, password or credentials",
  hint: "Check the address's user and password, or --cluster-creds.",
};

/** What the system says when NATS ends a connection that it does not want. */
const ENDINGS = ["broken pipe", "connection reset by peer"];

/** Explanations of what Deno says, where the words of Deno help nobody. */
const EXPLANATIONS: readonly [RegExp, Explanation][] = [
  [/^it does not offer TLS$/, {
    reason: NO_TLS,
    hint: "Configure TLS there, or write nats:// to connect without it.",
  }],
  [/^it requires certificates of its clients$/, {
    reason: NEEDS_CERTIFICATE,
    hint: 'Remove "verify" from its section "tls": chat servers log in with a password or ' +
      "--cluster-creds.",
  }],
  [/^its "max_payload" is too small$/, {
    reason: SMALL_PAYLOAD,
    hint: "Set it to 1MB there, as it is by default.",
  }],
  [/certificate not valid for name/, {
    reason: "its certificate is for another name",
    hint: "Write a name that is in the certificate.",
  }],
  [/certificate expired|: Expired/, {
    reason: "its certificate has expired",
    hint: "Renew it, or set the clock of this machine.",
  }],
  [/certificate not valid yet|: NotValidYet/, {
    reason: "its certificate is not valid yet",
    hint: "Is the clock of this machine right?",
  }],
  [/peer certificate/, {
    reason: "no trusted authority signed its certificate",
    hint: "If you made the certificate, give your authority's with --cluster-ca.",
  }],
];

/** Whether NATS has refused the user, the password, the token or the credentials. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && REFUSALS.includes(error.name);
}

/** Whether a connection failed although NATS is there: waiting for it changes nothing. */
export function isMisconfigured(error: unknown): boolean {
  return isRefusal(error) || known(error) !== undefined;
}

/** Returns why a connection to NATS failed or was lost, for people. */
export function dialFailure(error: unknown): string {
  return explain(error).reason;
}

/**
 * Returns the error of a server that could connect to no address.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const failures = ["a", "b"].map((hostname) => ({
 *   address: { hostname, hostPort: `${hostname}:4222`, needsTls: false },
 *   error: new Error("Connection refused (os error 111)"),
 * }));
 * assert.equal(
 *   noConnection(failures).text,
 *   "Cannot connect to NATS at a:4222, b:4222: connection refused. Is nats-server running there?",
 * );
 * ```
 *
 * @param failures At least one. Those that waiting does not mend are named first, with advice.
 */
export function noConnection(failures: readonly DialFailure[]): ExpectedError {
  const isWrong = ({ error }: DialFailure) => isMisconfigured(error);
  const ordered = [...failures.filter(isWrong), ...failures.filter((it) => !isWrong(it))];
  const cause = ordered[0]?.error;
  if (cause instanceof ExpectedError) return cause;
  const addresses = Map.groupBy(ordered, ({ error }) => dialFailure(error));
  const reasons = Array.from(
    addresses,
    ([reason, those]) => `at ${those.map(({ address }) => address.hostPort).join(", ")}: ${reason}`,
  );
  return new ExpectedError(`Cannot connect to NATS ${reasons.join("; ")}`, {
    cause,
    hint: explain(cause).hint,
  });
}

function explain(error: unknown): Explanation {
  if (!(error instanceof Error)) return CLOSED;
  if (isRefusal(error)) return REFUSED;
  const explanation = known(error);
  if (explanation) return explanation;
  const reason = error.name === "TimeoutError" ? "it does not answer" : systemReason(error);
  if (ENDINGS.includes(reason)) return CLOSED;
  const hint = reason === "unknown host name" ? "Is it spelled correctly?" : IS_IT_RUNNING;
  return { reason, hint };
}

function known(error: unknown): Explanation | undefined {
  if (!(error instanceof Error)) return undefined;
  return EXPLANATIONS.find(([pattern]) => pattern.test(error.message))?.[1];
}
