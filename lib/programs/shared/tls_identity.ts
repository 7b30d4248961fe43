/**
 * The certificate and the key by which a server proves who it is.
 *
 * @module
 */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { type KeyPair, selfSigned } from "../../transport/self_signed.ts";
import { ProgramError, systemReason } from "../../command_line/program.ts";

/** Where a certificate and its key are kept, as PEM. */
export interface KeyPairFiles {
  readonly cert: string;
  readonly key: string;
}

/** What a server proves by which certificate. */
export interface TlsIdentity {
  readonly context: SecureContext;
  /** The SHA-256 fingerprint of its own certificate: pairs of hexadecimal digits with colons between them. */
  readonly fingerprint: string;
  /** Whether nobody vouches for it. */
  readonly isSelfSigned: boolean;
  /** What clients that are not told the fingerprint will not like about it. */
  readonly warning: string | undefined;
}

/**
 * Reads an identity from files.
 *
 * @throws {ProgramError} that says which file cannot be used, and why.
 */
export async function readIdentity(files: KeyPairFiles): Promise<TlsIdentity> {
  return identity({ cert: await read(files.cert), key: await read(files.key) }, files);
}

/** Makes an identity under which nobody can be found again, for the addresses and names of this machine. */
export function makeIdentity(): TlsIdentity {
  return identity(selfSigned(ownNames()), { cert: "self-signed", key: "self-signed" });
}

/**
 * Makes an identity and keeps it in files, unless there are some.
 *
 * @returns whether it made them.
 * @throws {ProgramError}
 */
export async function makeFiles(files: KeyPairFiles): Promise<boolean> {
  if (await exists(files.cert) || await exists(files.key)) return false;
  const { cert, key } = selfSigned(ownNames());
  await write(files.key, key, 0o600);
  await write(files.cert, cert, 0o644);
  return true;
}

function identity(pair: KeyPair, files: KeyPairFiles): TlsIdentity {
  const certificate = readCertificate(pair.cert, files.cert);
  const key = readKey(pair.key, files.key);
  if (!certificate.checkPrivateKey(key)) {
    throw new ProgramError(
      `Cannot use the key "${files.key}": It does not belong to the certificate "${files.cert}"`,
    );
  }
  return {
    context: createSecureContext({ ...pair }),
    fingerprint: certificate.fingerprint256,
    isSelfSigned: certificate.issuer === certificate.subject,
    warning: warningAbout(certificate, files.cert),
  };
}

function readCertificate(text: string, file: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw new ProgramError(`Cannot use the certificate "${file}": It is none in PEM`, { cause });
  }
}

function readKey(text: string, file: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    const reason = text.includes("ENCRYPTED") ? "It has a passphrase" : "It is none in PEM";
    throw new ProgramError(`Cannot use the key "${file}": ${reason}`, { cause });
  }
}

function warningAbout({ validFrom, validTo }: X509Certificate, file: string) {
  const day = (date: string) => new Date(date).toISOString().slice(0, 10);
  if (Date.parse(validTo) < Date.now()) return `The certificate "${file}" ended on ${day(validTo)}`;
  if (Date.parse(validFrom) > Date.now()) {
    return `The certificate "${file}" is not valid before ${day(validFrom)}`;
  }
}

/** By what others may call this machine. */
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
    throw new ProgramError(`Cannot read "${file}": ${fileReason(error)}`, { cause: error });
  }
}

async function read(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    throw new ProgramError(`Cannot read "${file}": ${fileReason(error)}`, { cause: error });
  }
}

async function write(file: string, text: string, mode: number): Promise<void> {
  try {
    await Deno.writeTextFile(file, text, { createNew: true, mode });
  } catch (error) {
    throw new ProgramError(`Cannot write "${file}": ${fileReason(error)}`, { cause: error });
  }
}

function fileReason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "No such file or folder";
  // Deno says behind the reason what it did with which file.
  return systemReason(error).replace(/ \(os error \d+\).*$/s, "");
}
