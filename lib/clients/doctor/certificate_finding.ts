import type { Finding } from "./finding.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate that ends in fewer days should be renewed. */
const MIN_DAYS_LEFT = 14;

/** A server's certificate, as the doctor looks at it. Times are in milliseconds since 1970. */
export interface CertificateFacts {
  readonly validFrom: number;
  readonly validTo: number;
  /** Pairs of hexadecimal digits with colons between them. */
  readonly fingerprint: string;
  /** Whether an authority that this machine trusts has signed it for this host. */
  readonly isTrusted: boolean;
}

/** Returns what to say about the certificate of a server at a time. */
export function certificateFinding(
  { validFrom, validTo, fingerprint, isTrusted }: CertificateFacts,
  now: number,
): Finding {
  const check = "tls";
  const renew = "Renew the certificate on the server";
  if (validTo <= now) {
    return {
      ...{ check, result: "failed", advice: renew },
      text: `TLS is on, but the certificate expired on ${dateOf(validTo)}`,
    };
  }
  if (validFrom > now) {
    return {
      ...{ check, result: "failed", advice: "Check the clocks of both machines" },
      text: `TLS is on, but the certificate is not valid before ${dateOf(validFrom)}`,
    };
  }
  const days = Math.floor((validTo - now) / DAY_MS);
  const end = `${dateOf(validTo)}, in ${days === 1 ? "1 day" : `${days} days`}`;
  const text = `TLS is on: the certificate ends on ${end}`;
  if (days < MIN_DAYS_LEFT) return { check, result: "note", text, advice: renew };
  const advice = isTrusted
    ? "Connect with --tls"
    : `Connect with --tls-fingerprint ${fingerprint} if the server's operator sees the same`;
  return { check, result: "ok", text, advice };
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, "2026-01-01".length);
}
