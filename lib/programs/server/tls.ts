/**
 * TLS as the command line asks for it. The code that speaks TLS is loaded only then.
 *
 * @module
 */
import type { Arguments } from "../../command_line/arguments.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { RunningClock } from "../../net/clock.ts";
import type { Status } from "../../net/status.ts";
import type { SocketWrapper } from "../../transport/socket.ts";
import { onReload } from "../shared/listen.ts";
import type { SERVER } from "./flags.ts";
import type { KeyPairFiles, TlsIdentity } from "./tls_identity.ts";

/** How to renew a certificate from elsewhere, and one that the server made. Windows has no SIGHUP. */
const RENEWAL = Deno.build.os === "windows"
  ? "Replace it and its key, and restart the server"
  : "Replace it and its key, and send SIGHUP to the server";
const OWN_RENEWAL = "Delete it and its key, and restart the server to make new ones";

/** TLS for the connections of a server. */
export interface ServerTls {
  /** The fingerprint of the certificate that is in use now. */
  readonly fingerprint: string;
  /** The end of the certificate that is in use now, in milliseconds since 1970. */
  readonly expiresAt: number;
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
  const [
    { makeFiles, makeIdentity, readIdentity },
    { CertificateWatch },
    { FirstByteSocket },
  ] = await Promise.all([
    import("./tls_identity.ts"),
    import("./certificate_watch.ts"),
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
  const watch = new CertificateWatch({
    ...{ clock: new RunningClock(), timeOfDay: Date.now, onWarning: notice },
  });
  const renewal = isSelfSigned ? OWN_RENEWAL : RENEWAL;
  let identity = files ? await readIdentity(files, renewal) : makeIdentity();
  watch.watch(identity.validity);
  if (files) {
    const doing = "Still using the previous certificate";
    onReload(async () => {
      identity = await readIdentity(files, renewal);
      notice(
        `Reloaded the certificate "${files.cert}": its fingerprint is ${identity.fingerprint}`,
      );
      watch.watch(identity.validity);
    }, (error) => onStatus({ type: "failed", doing, error }));
  }
  return {
    get fingerprint() {
      return identity.fingerprint;
    },
    get expiresAt() {
      return identity.validity.to;
    },
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
