import assert from "node:assert/strict";
import {
  checkClusterName,
  type NatsAddress,
  parseAddresses,
  siblingOf,
} from "../../lib/cluster/nats/addresses.ts";
import { UsageError } from "../../lib/errors/expected_error.ts";

const A: NatsAddress = { hostPort: "a:4222", hostname: "a", needsTls: false };

const VALID: Record<string, NatsAddress[]> = {
  "nats://a:4222": [A],
  "nats://a": [A],
  "a": [A],
  "a:4222": [A],
  "tls://a": [{ ...A, needsTls: true }],
  "nats://a, nats://b:80,nats://c:443": [
    A,
    { hostPort: "b:80", hostname: "b", needsTls: false },
    { hostPort: "c:443", hostname: "c", needsTls: false },
  ],
  "a,nats://a:4222": [A],
  "nats://[::1]:5": [{ hostPort: "[::1]:5", hostname: "::1", needsTls: false }],
  "nats://10.0.0.1": [{ hostPort: "10.0.0.1:4222", hostname: "10.0.0.1", needsTls: false }],
  "nats://me:secret@a": [{ ...A, user: "me", password: "secret" }],
  "nats://me:@a": [{ ...A, user: "me", password: "" }],
  "nats://m%40e:p%3Aw%2F@a": [{ ...A, user: "m@e", password: "p:w/" }],
  "nats://token@a": [{ ...A, token: "token" }],
};

for (const [text, addresses] of Object.entries(VALID)) {
  Deno.test(`"${text}" is a list of addresses of NATS`, () => {
    assert.deepEqual(parseAddresses(text), addresses);
  });
}

const INVALID: Record<string, RegExp> = {
  "": /^Cannot use "" for --cluster: an address is empty$/,
  "nats://a,": /an address is empty/,
  "http://a": /"http:\/\/a" for --cluster: the scheme "http" is neither nats nor tls/,
  "ws://a": /neither nats nor tls/,
  "nats://": /it is not an address/,
  "nats://:4222": /it is not an address/,
  "nats://a:x": /it is not an address/,
  "nats://a:65536": /it is not an address/,
  "nats://a:0": /the port is 0/,
  "nats://a b": /it is not an address/,
  "nats://a/b": /only a port may follow the host/,
  "nats://a?b": /only a port may follow the host/,
  "nats://a#b": /only a port may follow the host/,
  "nats://:secret@a": /"nats:\/\/…@a" for --cluster: the user is missing/,
  "nats://me:secret@a:x": /"nats:\/\/…@a:x" for --cluster: it is not an address/,
  "nats://me:secret%zz@a": /the password has a wrong % sequence/,
  "me:secret@a:0": /"…@a:0" for --cluster: the port is 0/,
  "http://me:secret@a": /neither nats nor tls/,
  "nats://me:sec/secret@a": /Cannot use/,
  "nats://me:sec@secret@a:0": /Cannot use "nats:\/\/…@a:0"/,
};

for (const [text, message] of Object.entries(INVALID)) {
  Deno.test(`"${text}" is no list of addresses of NATS`, () => {
    assert.throws(() => parseAddresses(text), (error) => {
      assert(error instanceof UsageError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.text, /secret/);
      return true;
    });
  });
}

Deno.test("other nodes are used with the credentials of the one that tells of them", () => {
  const address = { ...A, needsTls: true, user: "me", password: "secret" };
  assert.deepEqual(siblingOf(address, "[fe80::1]:5"), {
    ...address,
    hostPort: "[fe80::1]:5",
    hostname: "fe80::1",
  });
});

Deno.test("the name of a cluster has letters, digits, hyphens and underscores", () => {
  for (const name of ["school", "A-1_b", "x".repeat(32)]) checkClusterName(name);
  for (const name of ["", "a.b", "a b", "schöl", "*", ">", "x".repeat(33), "a\n"]) {
    assert.throws(() => checkClusterName(name), UsageError);
  }
});
