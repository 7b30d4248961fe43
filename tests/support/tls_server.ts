import { ServerProcess } from "./server_process.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** A real chat server that takes TLS, too, with a certificate of its own in a folder that vanishes. */
export class TlsServer implements AsyncDisposable {
  readonly process: ServerProcess;
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly #folder: TemporaryFolder;

  private constructor(process: ServerProcess, folder: TemporaryFolder, fingerprint: string) {
    this.process = process;
    this.#folder = folder;
    this.cert = `${folder.path}/cert.pem`;
    this.key = `${folder.path}/key.pem`;
    this.fingerprint = fingerprint;
  }

  static async start(...flags: string[]): Promise<TlsServer> {
    const folder = new TemporaryFolder();
    const process = await ServerProcess.start(
      ...["--tls-self-signed", "--tls-cert", `${folder.path}/cert.pem`],
      ...["--tls-key", `${folder.path}/key.pem`, ...flags],
    );
    const [, fingerprint] = await process.output.waitFor(/fingerprint is ((\w\w:){31}\w\w)\n/);
    return new TlsServer(process, folder, fingerprint!);
  }

  get port(): number {
    return this.process.port;
  }

  /** A path in its folder. */
  path(name: string): string {
    return `${this.#folder.path}/${name}`;
  }

  /** A TLS connection of a program that is not ours. */
  async connect(start = ""): Promise<Deno.TlsConn> {
    const caCerts = [await Deno.readTextFile(this.cert)];
    const conn = await Deno.connectTls({ hostname: "localhost", port: this.port, caCerts });
    await conn.write(new TextEncoder().encode(start));
    return conn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

/** Whether there is an openssl to test with. */
export async function hasOpenssl(): Promise<boolean> {
  try {
    return (await new Deno.Command("openssl", { args: ["version"] }).output()).success;
  } catch {
    return false;
  }
}
