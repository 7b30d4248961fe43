/**
 * What a server is told about TLS on the command line. What speaks it is loaded where it is wanted only.
 *
 * @module
 */
import type { SocketWrapper } from "../../transport/socket.ts";
import type { Status } from "../../net/status.ts";
import { type Arguments, UsageError } from "../../command_line/command.ts";
import { onReload } from "./listening.ts";
import type { KeyPairFiles, TlsIdentity } from "./tls_identity.ts";

/** TLS as a server takes it. */
export interface ServerTls {
  readonly fingerprint: string;
  /** With which flags of ours clients get in, with a space in front. */
  readonly clientFlags: string;
  /** Takes TLS on an accepted connection, if the client speaks it. */
  readonly secure: SocketWrapper;
}

/**
 * Reads or makes the certificate that a command line asks for, and reads it again on SIGHUP.
 *
 * @returns `undefined` when it asks for none.
 * @throws {UsageError | ProgramError}
 */
export async function openTls(
  args: Arguments,
  onStatus: (status: Status) => void,
): Promise<ServerTls | undefined> {
  const files = readFiles(args);
  const makes = args.has("tls-self-signed");
  const isOnly = args.has("tls-only");
  if (!files && !makes) {
    if (!isOnly) return undefined;
    throw new UsageError("Cannot use --tls-only without --tls-cert or --tls-self-signed");
  }
  const [{ makeFiles, makeIdentity, readIdentity }, { FirstByteSocket }] = await Promise.all([
    import("./tls_identity.ts"),
    import("../../transport/first_byte.ts"),
  ]);
  const notice = (text: string) => onStatus({ type: "notice", text });
  if (!files) notice("The certificate is lost at the end: --tls-cert and --tls-key keep it");
  else if (makes && await makeFiles(files)) notice(`Made the certificate "${files.cert}"`);
  const read = async () => {
    const identity = files ? await readIdentity(files) : makeIdentity();
    if (identity.warning) notice(identity.warning);
    return identity;
  };
  let identity = await read();
  if (files) {
    const doing = "Still using the certificate of before";
    onReload(async () => {
      identity = await read();
      notice(
        `Read the certificate "${files.cert}" again: its fingerprint is ${identity.fingerprint}`,
      );
    }, (error) => onStatus({ type: "failed", doing, error }));
  }
  return {
    fingerprint: identity.fingerprint,
    clientFlags: clientFlags(identity),
    secure: (conn) => new FirstByteSocket(conn, identity.context, !isOnly),
  };
}

function readFiles(args: Arguments): KeyPairFiles | undefined {
  const [cert, key] = [args.get("tls-cert"), args.get("tls-key")];
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return undefined;
  throw new UsageError("Cannot use one of --tls-cert and --tls-key without the other");
}

function clientFlags({ isSelfSigned, fingerprint }: TlsIdentity): string {
  return isSelfSigned ? ` --tls-fingerprint ${fingerprint}` : " --tls";
}
