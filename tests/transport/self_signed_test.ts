import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { selfSigned } from "../../lib/transport/self_signed.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

Deno.test("a certificate is valid for its names and addresses, and for no other", () => {
  const { cert } = selfSigned(["localhost", "tea-room", "192.168.1.20", "::1", "2001:db8::a:0:1"]);
  const certificate = new X509Certificate(cert);
  for (const name of ["localhost", "tea-room"]) assert.equal(certificate.checkHost(name), name);
  for (const address of ["192.168.1.20", "::1", "2001:db8::a:0:1"]) {
    assert.equal(certificate.checkIP(address), address);
  }
  assert.equal(certificate.checkHost("coffee-room"), undefined);
});

Deno.test("a certificate is signed with its own key, and may not sign others", () => {
  const { cert, key } = selfSigned(["localhost"]);
  const certificate = new X509Certificate(cert);
  assert(certificate.checkPrivateKey(createPrivateKey(key)));
  assert(certificate.verify(certificate.publicKey));
  assert.equal(certificate.ca, false);
});

Deno.test("a certificate is valid for a year, and since yesterday for clocks that are slow", () => {
  const { validFrom, validTo } = new X509Certificate(selfSigned(["localhost"]).cert);
  const days = (date: string) => Math.round((Date.parse(date) - Date.now()) / DAY_MS);
  assert.deepEqual([days(validFrom), days(validTo)], [-1, 365]);
});

Deno.test("no two certificates are the same", () => {
  const certificates = [1, 2, 3].map(() => new X509Certificate(selfSigned([]).cert));
  assert.equal(new Set(certificates.map(({ serialNumber }) => serialNumber)).size, 3);
  assert.equal(new Set(certificates.map(({ fingerprint256 }) => fingerprint256)).size, 3);
});
