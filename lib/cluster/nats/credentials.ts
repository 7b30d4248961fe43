import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";

/** The two parts of a credentials file, each between two lines of hyphens. */
const PARTS = /-{3,}BEGIN NATS USER JWT-{3,}\s+\S+\s+-{3,}.*-{3,}BEGIN USER NKEY SEED-{3,}\s+S\S+/s;

/**
 * Reads a credentials file, as `nsc` writes them.
 *
 * @throws {ExpectedError} if the file cannot be read, or is not a credentials file.
 */
export async function readCredentials(path: string): Promise<Uint8Array> {
  const attempt = `Cannot use "${path}" for --cluster-creds`;
  const bytes = await Deno.readFile(path).catch((cause) => {
    throw new ExpectedError(`${attempt}: ${systemReason(cause)}`, { cause });
  });
  if (PARTS.test(new TextDecoder().decode(bytes))) return bytes;
  throw new ExpectedError(`${attempt}: it is not a credentials file of NATS`, {
    hint:
      `Make one with "nsc generate creds", or put the user and the password into the addresses.`,
  });
}
