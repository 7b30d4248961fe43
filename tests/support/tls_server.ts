import { withDeadline } from "./deadline.ts";
import { ServerProcess } from "./server_process.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** A real chat server that also accepts TLS. Its certificate is in a temporary folder. */
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

  /** Returns the path of a file in its folder. */
  path(name: string): string {
    return `${this.#folder.path}/${name}`;
  }

  /** Connects with Deno's own TLS, and sends `start`. */
  async connect(start = ""): Promise<Deno.TlsConn> {
    const caCerts = [await Deno.readTextFile(this.cert)];
    const conn = await withDeadline(
      Deno.connectTls({ hostname: "localhost", port: this.port, caCerts }),
      () => `Port ${this.port} did not accept a TLS connection`,
    );
    await conn.write(new TextEncoder().encode(start));
    return conn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

/** Reports whether `openssl` is installed. */
export async function hasOpenssl(): Promise<boolean> {
  try {
    return (await new Deno.Command("openssl", { args: ["version"] }).output()).success;
  } catch {
    return false;
  }
}
