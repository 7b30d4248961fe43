import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { selfSigned } from "../../lib/transport/self_signed.ts";

const DAY = 24 * 60 * 60 * 1000;

Deno.test("selfSigned makes a certificate for the names and addresses that it is told", () => {
  const { cert } = selfSigned(["localhost", "tea-room", "192.168.1.20", "::1", "2001:db8::a:0:1"]);
  const certificate = new X509Certificate(cert);
  for (const name of ["localhost", "tea-room"]) assert.equal(certificate.checkHost(name), name);
  for (const address of ["192.168.1.20", "::1", "2001:db8::a:0:1"]) {
    assert.equal(certificate.checkIP(address), address);
  }
  assert.equal(certificate.checkHost("coffee-room"), undefined);
});

Deno.test("selfSigned makes a certificate that is signed with its own key, and vouches for no other", () => {
  const { cert, key } = selfSigned(["localhost"]);
  const certificate = new X509Certificate(cert);
  assert(certificate.checkPrivateKey(createPrivateKey(key)));
  assert(certificate.verify(certificate.publicKey));
  assert.equal(certificate.ca, false);
});

Deno.test("selfSigned makes a certificate for a year, also where clocks are a little behind", () => {
  const { validFrom, validTo } = new X509Certificate(selfSigned(["localhost"]).cert);
  const days = (date: string) => Math.round((Date.parse(date) - Date.now()) / DAY);
  assert.deepEqual([days(validFrom), days(validTo)], [-1, 365]);
});

Deno.test("selfSigned never makes the same certificate again", () => {
  const certificates = [1, 2, 3].map(() => new X509Certificate(selfSigned([]).cert));
  assert.equal(new Set(certificates.map(({ serialNumber }) => serialNumber)).size, 3);
  assert.equal(new Set(certificates.map(({ fingerprint256 }) => fingerprint256)).size, 3);
});
