import assert from "node:assert/strict";
import { ListenError } from "../../lib/transport/listen_error.ts";

const CASES: readonly (readonly [port: number, cause: Error, text: RegExp])[] = [
  [
    55555,
    new Deno.errors.AddrInUse("Address already in use (os error 98)"),
    /^Cannot listen on 0\.0\.0\.0:55555: address already in use\. Is another server running on port 55555\?$/,
  ],
  [
    80,
    new Deno.errors.PermissionDenied("Permission denied (os error 13)"),
    /^Cannot listen on 0\.0\.0\.0:80: permission denied\. Ports below 1024 need root( or CAP_NET_BIND_SERVICE)?\.$/,
  ],
  [
    55555,
    new Deno.errors.PermissionDenied("Permission denied (os error 13)"),
    /^Cannot listen on 0\.0\.0\.0:55555: permission denied$/,
  ],
  [
    55555,
    new Deno.errors.AddrNotAvailable("Cannot assign requested address (os error 99)"),
    /^Cannot listen on .*: this machine has no such address\. Use 0\.0\.0\.0 to listen on all addresses/,
  ],
  [55555, new Error("No buffer space (os error 105)"), /^Cannot listen on .*: no buffer space$/],
];

for (const [port, cause, text] of CASES) {
  Deno.test(`an error of the system on port ${port} is explained: ${cause.message}`, () => {
    assert.match(new ListenError({ hostname: "0.0.0.0", port }, cause).text, text);
  });
}

const NOT_FOUND = "failed to lookup address information: Name or service not known";

const ADDRESSES: readonly (readonly [hostname: string, cause: Error, text: string])[] = [
  [
    "2001:db8::1",
    new Deno.errors.AddrNotAvailable("Cannot assign requested address (os error 99)"),
    "Cannot listen on [2001:db8::1]:55555: this machine has no such address. " +
    "Use :: to listen on all addresses of this machine.",
  ],
  [
    "::1",
    new Deno.errors.AddrInUse("Address already in use (os error 98)"),
    "Cannot listen on [::1]:55555: address already in use. " +
    "Is another server running on port 55555?",
  ],
  [
    "fe80::1",
    new TypeError("Invalid argument (os error 22)"),
    "Cannot listen on [fe80::1]:55555: invalid argument. " +
    "A link-local address needs its network interface, such as fe80::1%eth0.",
  ],
  [
    "nobody.example",
    new Error(NOT_FOUND),
    "Cannot listen on nobody.example:55555: unknown host name. " +
    "Use an IP address of this machine, such as 127.0.0.1.",
  ],
  [
    "two words",
    new URIError("invalid host 'two words': invalid char found in FQDN"),
    "Cannot listen on two words:55555: this is no address. " +
    "Use an IP address of this machine, such as 127.0.0.1.",
  ],
];

for (const [hostname, cause, text] of ADDRESSES) {
  Deno.test(`an error of the system on address ${hostname} is explained: ${cause.message}`, () => {
    assert.equal(new ListenError({ hostname, port: 55555 }, cause).text, text);
  });
}
