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
