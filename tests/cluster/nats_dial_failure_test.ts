import assert from "node:assert/strict";
import { isMisconfigured, noConnection } from "../../lib/cluster/nats/dial_failure.ts";

const ADDRESS = { hostname: "a", hostPort: "a:4222", needsTls: true };

/** What Deno says, what operators read, and whether waiting changes nothing. */
const CASES: readonly [message: string, text: string, isMisconfigured: boolean][] = [
  ["Connection refused (os error 111)", "connection refused. Is nats-server running there?", false],
  [
    "failed to lookup address information: Name or service not known",
    "unknown host name. Is it spelled correctly?",
    false,
  ],
  [
    "it does not offer TLS",
    "it does not offer TLS. Configure TLS there, or write nats:// to connect without it.",
    true,
  ],
  [
    "invalid peer certificate: UnknownIssuer",
    "no trusted authority signed its certificate. If you made the certificate, give your " +
    "authority's with --cluster-ca.",
    true,
  ],
  [
    'invalid peer certificate: certificate not valid for name "a"; certificate is only valid for b',
    "its certificate is for another name. Write a name that is in the certificate.",
    true,
  ],
  [
    "invalid peer certificate: certificate expired: verification time 2",
    "its certificate has expired. Renew it, or set the clock of this machine.",
    true,
  ],
  [
    "invalid peer certificate: certificate not valid yet: verification time 2",
    "its certificate is not valid yet. Is the clock of this machine right?",
    true,
  ],
];

for (const [message, text, lasts] of CASES) {
  Deno.test(`a failed connection to NATS is explained: ${message}`, () => {
    const error = new Error(message);
    const failure = noConnection([{ address: ADDRESS, error }]);
    assert.equal(failure.text, `Cannot connect to NATS at a:4222: ${text}`);
    assert.equal(isMisconfigured(error), lasts);
  });
}
