import { type Arguments, UsageError } from "../../command_line/command.ts";
import { ProgramError, systemReason } from "../../command_line/program.ts";

/** The servers that a client trusts over TLS: by default those that a well-known authority certifies. */
export interface Trust {
  /** Trust the servers that these authorities certify instead, in PEM format. */
  readonly ca: string | undefined;
  /** Trust only the certificate with this SHA-256 fingerprint: 64 lower-case hexadecimal digits. */
  readonly fingerprint: string | undefined;
}

/** The flags that say it. */
export const TRUST_FLAGS = ["tls", "tls-ca", "tls-fingerprint"] as const;

/**
 * What a command line says about TLS; nothing when it is not wanted.
 *
 * @throws {UsageError | ProgramError}
 */
export async function readTrust(args: Arguments): Promise<Trust | undefined> {
  const [file, fingerprint] = [args.get("tls-ca"), args.get("tls-fingerprint")];
  if (file !== undefined && fingerprint !== undefined) {
    throw new UsageError("Cannot use --tls-ca with --tls-fingerprint: one is enough");
  }
  if (file !== undefined) return { ca: await readAuthority(file), fingerprint: undefined };
  if (fingerprint !== undefined) return { ca: undefined, fingerprint: normal(fingerprint) };
  return args.has("tls") ? { ca: undefined, fingerprint: undefined } : undefined;
}

/** A fingerprint as {@linkcode Trust} holds it, however it was written. */
function normal(text: string): string {
  const digits = text.replaceAll(/[:\s]/g, "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digits)) return digits;
  throw new UsageError(
    `Cannot use "${text}" for --tls-fingerprint: it has to be SHA-256, 64 hexadecimal digits`,
  );
}

async function readAuthority(file: string): Promise<string> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    const reason = isMissing ? "No such file" : systemReason(cause).replace(/ \(os error.*$/s, "");
    throw new ProgramError(`Cannot read "${file}": ${reason}`, { cause });
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new ProgramError(`Cannot use "${file}" for --tls-ca: It holds no certificate in PEM`);
}
