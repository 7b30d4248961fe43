/**
 * Makes self-signed certificates, which clients trust by their fingerprints.
 *
 * Own code instead of a package: Deno would download the package when the flag is first used, which
 * is on a network without the internet.
 *
 * @module
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { der, derOid, derText, derTime, TAG } from "./der.ts";
import { ipv6Groups } from "./ip_address.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate and its private key, both as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes an ECDSA certificate on P-256 that is valid for a year.
 *
 * @param names The host names and IP addresses of the server.
 */
export function selfSigned(names: readonly string[]): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(TAG.sequence, derOid("1.2.840.10045.4.3.2"));
  const name = nameOf("Parley");
  const toSign = der(
    TAG.sequence,
    der(TAG.holding(0), der(TAG.integer, [2])),
    // A positive serial number without leading zeros, as DER demands.
    der(TAG.integer, [0x40 | randomBytes(1)[0]! & 0x3f], randomBytes(15)),
    algorithm,
    name,
    // Valid since yesterday, for clients whose clock is slow.
    der(TAG.sequence, derTime(inDays(-1)), derTime(inDays(365))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(TAG.holding(3), der(TAG.sequence, ...extensions(names))),
  );
  const signature = der(TAG.bits, [0], sign("sha256", toSign, privateKey));
  return {
    cert: pem("CERTIFICATE", der(TAG.sequence, toSign, algorithm, signature)),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function nameOf(commonName: string): Uint8Array {
  const entry = der(TAG.sequence, derOid("2.5.4.3"), derText(TAG.text, commonName));
  return der(TAG.sequence, der(TAG.set, entry));
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

function extensions(names: readonly string[]): Uint8Array[] {
  const forServers = derOid("1.3.6.1.5.5.7.3.1");
  return [
    // Not an authority: it must not sign other certificates.
    extension("2.5.29.19", der(TAG.sequence), true),
    extension("2.5.29.15", der(TAG.bits, [7, 0x80]), true),
    extension("2.5.29.37", der(TAG.sequence, forServers), false),
    extension("2.5.29.17", der(TAG.sequence, ...names.map(alternativeName)), false),
  ];
}

function extension(oid: string, value: Uint8Array, isCritical: boolean): Uint8Array {
  const critical = isCritical ? [der(TAG.boolean, [0xff])] : [];
  return der(TAG.sequence, derOid(oid), ...critical, der(TAG.bytes, value));
}

function alternativeName(name: string): Uint8Array {
  return isIP(name) ? der(TAG.plain(7), addressBytes(name)) : derText(TAG.plain(2), name);
}

/** Returns the 4 bytes of an IPv4 address or the 16 bytes of an IPv6 address. */
function addressBytes(address: string): number[] {
  if (isIP(address) === 4) return address.split(".").map(Number);
  return ipv6Groups(address).flatMap((group) => [group >> 8, group & 0xff]);
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = bytes.toBase64().match(/.{1,64}/g)!.join("\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
