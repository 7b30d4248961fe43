/**
 * TLS as the command line asks for it. The code that speaks TLS is loaded only then.
 *
 * @module
 */
import type { Arguments } from "../../command_line/arguments.ts";
import { UsageError } from "../../errors/expected_error.ts";
import type { Status } from "../../net/status.ts";
import type { SocketWrapper } from "../../transport/socket.ts";
import { onReload } from "../shared/listen.ts";
import type { SERVER } from "./flags.ts";
import type { KeyPairFiles, TlsIdentity } from "./tls_identity.ts";

/** TLS for the connections of a server. */
export interface ServerTls {
  readonly fingerprint: string;
  /** The flags with which our clients connect, after a space. */
  readonly clientFlags: string;
  /** Speaks TLS on an accepted connection if the client does. */
  readonly secure: SocketWrapper;
}

/**
 * Reads or makes the certificate that a command line asks for, and reads it again on `SIGHUP`.
 *
 * @returns `undefined` if it asks for none.
 * @throws {UsageError | ExpectedError}
 */
export async function openTls(
  args: Arguments<typeof SERVER.flags>,
  onStatus: (status: Status) => void,
): Promise<ServerTls | undefined> {
  const files = filesOf(args);
  const isSelfSigned = args.get("tls-self-signed");
  const isOnly = args.get("tls-only");
  if (!files && !isSelfSigned) {
    if (!isOnly) return undefined;
    throw new UsageError("Cannot use --tls-only without --tls-cert or --tls-self-signed");
  }
  const [{ makeFiles, makeIdentity, readIdentity }, { FirstByteSocket }] = await Promise.all([
    import("./tls_identity.ts"),
    import("../../transport/first_byte.ts"),
  ]);
  const notice = (text: string) => onStatus({ type: "notice", text });
  if (!files) {
    notice(
      "The certificate will be lost when the server stops. Keep it with --tls-cert and --tls-key.",
    );
  } else if (isSelfSigned && await makeFiles(files)) {
    notice(`Made the certificate "${files.cert}"`);
  }
  const read = async () => {
    const identity = files ? await readIdentity(files) : makeIdentity();
    if (identity.warning) notice(identity.warning);
    return identity;
  };
  let identity = await read();
  if (files) {
    const doing = "Still using the previous certificate";
    onReload(async () => {
      identity = await read();
      notice(
        `Reloaded the certificate "${files.cert}": its fingerprint is ${identity.fingerprint}`,
      );
    }, (error) => onStatus({ type: "failed", doing, error }));
  }
  return {
    fingerprint: identity.fingerprint,
    clientFlags: clientFlags(identity),
    secure: (conn) => new FirstByteSocket(conn, identity.context, !isOnly),
  };
}

function filesOf(args: Arguments<typeof SERVER.flags>): KeyPairFiles | undefined {
  const [cert, key] = [args.get("tls-cert"), args.get("tls-key")];
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return undefined;
  const [given, missing] = cert !== undefined ? ["cert", "key"] : ["key", "cert"];
  throw new UsageError(`Cannot use --tls-${given} without --tls-${missing}`);
}

function clientFlags({ isSelfSigned, fingerprint }: TlsIdentity): string {
  return isSelfSigned ? ` --tls-fingerprint ${fingerprint}` : " --tls";
}
