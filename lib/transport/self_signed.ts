/**
 * Makes a certificate that nobody vouches for. Clients that are told its fingerprint need nobody to.
 *
 * A package would do it, too; but Deno fetches packages when they are needed, and that is on a network
 * without the internet.
 *
 * @module
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { der, derOid, derText, derTime, TAG } from "./der.ts";

const DAY = 24 * 60 * 60 * 1000;

/** A certificate and its key, both as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes an ECDSA certificate on P-256, valid for a year.
 *
 * @param names The host names and addresses of the server.
 */
export function selfSigned(names: readonly string[]): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(TAG.sequence, derOid("1.2.840.10045.4.3.2"));
  const name = nameOf("Parley");
  const toSign = der(
    TAG.sequence,
    der(TAG.holding(0), der(TAG.integer, [2])),
    // The first bit would be a sign; DER wants no zeros in front.
    der(TAG.integer, [0x40 | randomBytes(1)[0]! & 0x3f], randomBytes(15)),
    algorithm,
    name,
    // Clocks differ.
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
  return new Date(Date.now() + days * DAY);
}

function extensions(names: readonly string[]): Uint8Array[] {
  const forServers = derOid("1.3.6.1.5.5.7.3.1");
  return [
    // No authority: it vouches for no others.
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

/** The bytes of an address: 4, or 16 where it is one of IPv6. */
function addressBytes(address: string): number[] {
  if (isIP(address) === 4) return address.split(".").map(Number);
  const groups = (text: string) =>
    text === "" ? [] : text.split(":").map((hex) => parseInt(hex, 16));
  const [head = "", tail = ""] = address.split("::");
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = bytes.toBase64().match(/.{1,64}/g)!.join("\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
