/**
 * The certificate and the private key with which a server proves its identity.
 *
 * @module
 */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { type KeyPair, selfSigned } from "../../transport/self_signed.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import type { Validity } from "./certificate_watch.ts";

/** The paths of a certificate and its private key, in PEM format. */
export interface KeyPairFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that is ready for use. */
export interface TlsIdentity {
  readonly context: SecureContext;
  /** The SHA-256 fingerprint of the certificate: pairs of hexadecimal digits, separated by colons. */
  readonly fingerprint: string;
  /** Whether no authority signed it. */
  readonly isSelfSigned: boolean;
  /** Outside of these dates, clients reject it unless they get its fingerprint. */
  readonly validity: Validity;
}

/**
 * Reads an identity from files.
 *
 * @param renewal How to renew it, as a sentence without its full stop.
 * @throws {ExpectedError} if a file cannot be read or used.
 */
export async function readIdentity(files: KeyPairFiles, renewal: string): Promise<TlsIdentity> {
  const cert = await read(files.cert, "the certificate");
  const subject = `The certificate "${files.cert}"`;
  return identity({ cert, key: await read(files.key, "the key") }, files, subject, renewal);
}

/** Makes a self-signed identity for the names and addresses of this machine, in memory only. */
export function makeIdentity(): TlsIdentity {
  const files = { cert: "self-signed", key: "self-signed" };
  const renewal = "Restart the server to make a new one";
  return identity(selfSigned(ownNames()), files, "The server's certificate", renewal);
}

/**
 * Makes a self-signed identity and writes it to files, unless one of them exists.
 *
 * @returns whether it wrote them.
 * @throws {ExpectedError}
 */
export async function makeFiles(files: KeyPairFiles): Promise<boolean> {
  if (await exists(files.cert) || await exists(files.key)) return false;
  const { cert, key } = selfSigned(ownNames());
  await write(files.key, key, 0o600);
  await write(files.cert, cert, 0o644);
  return true;
}

/** @param subject The certificate, for people. */
function identity(
  pair: KeyPair,
  files: KeyPairFiles,
  subject: string,
  renewal: string,
): TlsIdentity {
  const certificate = readCertificate(pair.cert, files.cert);
  const key = readKey(pair.key, files.key);
  if (!certificate.checkPrivateKey(key)) {
    throw new ExpectedError(
      `Cannot use the key "${files.key}": it does not belong to the certificate "${files.cert}"`,
    );
  }
  return {
    context: createSecureContext({ ...pair }),
    fingerprint: certificate.fingerprint256,
    isSelfSigned: certificate.issuer === certificate.subject,
    validity: {
      ...{ subject, renewal },
      from: Date.parse(certificate.validFrom),
      to: Date.parse(certificate.validTo),
    },
  };
}

function readCertificate(text: string, file: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw new ExpectedError(`Cannot use the certificate "${file}": not in PEM format`, { cause });
  }
}

function readKey(text: string, file: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    const reason = text.includes("ENCRYPTED") ? "it has a passphrase" : "not in PEM format";
    throw new ExpectedError(`Cannot use the key "${file}": ${reason}`, { cause });
  }
}

/** Returns the names and addresses by which others may reach this machine. */
function ownNames(): string[] {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  const hostname = state === "granted" ? [Deno.hostname()] : [];
  const addresses = Deno.networkInterfaces().map(({ address }) => address);
  const names = ["localhost", ...hostname, "127.0.0.1", "::1", ...addresses];
  return [...new Set(names)].filter((name) => /^[\w.:-]+$/.test(name) && !/^fe80:/i.test(name));
}

async function exists(file: string): Promise<boolean> {
  try {
    await Deno.lstat(file);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new ExpectedError(`Cannot read "${file}": ${systemReason(error)}`, { cause: error });
  }
}

async function read(file: string, role: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    throw new ExpectedError(`Cannot read ${role} "${file}": ${systemReason(error)}`, {
      cause: error,
    });
  }
}

async function write(file: string, text: string, mode: number): Promise<void> {
  try {
    await Deno.writeTextFile(file, text, { createNew: true, mode });
  } catch (error) {
    throw new ExpectedError(`Cannot write "${file}": ${systemReason(error)}`, { cause: error });
  }
}
