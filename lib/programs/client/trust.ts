import type { Trust } from "../../clients/shared/trust.ts";
import { ExpectedError, UsageError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import type { ClientArguments } from "./arguments.ts";

/**
 * Returns which servers a command line trusts over TLS, or `undefined` if it does not ask for TLS.
 *
 * @throws {UsageError | ExpectedError}
 */
export async function readTrust(args: ClientArguments): Promise<Trust | undefined> {
  const [file, fingerprint] = [args.get("tls-ca"), args.get("tls-fingerprint")];
  if (file !== undefined && fingerprint !== undefined) {
    throw new UsageError("Cannot use --tls-ca with --tls-fingerprint: one of them is enough");
  }
  if (file !== undefined) return { ca: await readAuthorities(file), fingerprint: undefined };
  if (fingerprint !== undefined) {
    return { ca: undefined, fingerprint: parseFingerprint(fingerprint) };
  }
  return args.get("tls") ? { ca: undefined, fingerprint: undefined } : undefined;
}

/** Returns the digits of a fingerprint in lower case, whether or not colons separate them. */
function parseFingerprint(text: string): string {
  const digits = text.replaceAll(/[:\s]/g, "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digits)) return digits;
  throw new UsageError(
    `Cannot use "${text}" for --tls-fingerprint: expected the 64 hexadecimal digits of SHA-256`,
  );
}

async function readAuthorities(file: string): Promise<string> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (cause) {
    throw new ExpectedError(`Cannot read the authorities in "${file}": ${systemReason(cause)}`, {
      cause,
    });
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new ExpectedError(
    `Cannot use "${file}" for --tls-ca: it contains no certificate in PEM format`,
  );
}
