import { freePorts } from "./free_ports.ts";
import { RunningProcess, runToEnd } from "./running_process.ts";
import { TextOutput } from "./text_output.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** Whether there is a NATS server. Tests that need one set `ignore: !HAS_NATS`. */
export const HAS_NATS = Deno.build.os !== "windows" &&
  (await runToEnd(["sh", "-c", "command -v nats-server"])).code === 0;

/** Options of a {@linkcode NatsServer}. */
export interface NatsServerOptions {
  /** Whether it has JetStream. */
  readonly hasJetStream?: boolean;
  /** Lines of its configuration. */
  readonly config?: string;
}

/** A real NATS server with JetStream on 127.0.0.1, with files of its own. */
export class NatsServer implements AsyncDisposable {
  readonly #folder = new TemporaryFolder();
  readonly #options: NatsServerOptions;
  /** Nobody else gets it while the server is down. */
  readonly #port = freePorts(1)[0]!;
  #process: RunningProcess | undefined;

  private constructor(options: NatsServerOptions) {
    this.#options = options;
  }

  static async start(options: NatsServerOptions = {}): Promise<NatsServer> {
    const server = new NatsServer(options);
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#port}`;
  }

  /** Starts it again on the same port, with the files that it has. */
  async restart(options: Pick<NatsServerOptions, "hasJetStream"> = {}): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    const { hasJetStream = true, config = "" } = { ...this.#options, ...options };
    const file = this.#folder.file("nats.conf");
    const lines = [`listen: 127.0.0.1:${this.#port}`, config];
    if (hasJetStream) lines.push(`jetstream { store_dir: "${this.#folder.file("store")}" }`);
    Deno.writeTextFileSync(file, lines.join("\n"));
    this.#process = new RunningProcess(["nats-server", "-c", file]);
    await this.#process.errors.waitFor(/Server is ready/);
  }

  /** Waits for a line of its log since the last start. */
  async logged(line: RegExp): Promise<void> {
    await this.#process!.errors.waitFor(line);
  }

  /** Sends a request, and returns the answer with NATS's line before it. */
  async ask(subject: string, text = ""): Promise<string> {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
    const request = `PUB ${subject} answer ${text.length}\r\n${text}\r\n`;
    await conn.write(new TextEncoder().encode(`CONNECT {}\r\nSUB answer 1\r\n${request}`));
    const output = new TextOutput(conn.readable);
    await output.waitFor(/MSG answer .*\r\n.*\r\n/);
    await output.cancel();
    return output.text.slice(output.text.indexOf("MSG answer"));
  }

  /** Sends a signal, such as `SIGSTOP`. */
  signal(name: Deno.Signal): void {
    this.#process!.signal(name);
  }

  /** Kills it at once, as a crash does. */
  async kill(): Promise<void> {
    this.#process!.kill();
    await this.#process!.exitCode;
  }

  /** Removes its files. It has to be killed before. */
  loseFiles(): void {
    Deno.removeSync(this.#folder.file("store"), { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

/** Three NATS servers that form a cluster on 127.0.0.1. */
export class NatsCluster implements AsyncDisposable {
  private constructor(readonly nodes: readonly NatsServer[]) {}

  /** Starts one, and waits until it has a leader. */
  static async start(size = 3): Promise<NatsCluster> {
    const ports = freePorts(size);
    const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(", ");
    const cluster = new NatsCluster(
      await Promise.all(ports.map((port, index) =>
        NatsServer.start({
          config: `server_name: node${index}\n` +
            `cluster { name: nodes, listen: "127.0.0.1:${port}", routes: [${routes}] }`,
        })
      )),
    );
    await Promise.all(
      cluster.nodes.map((node) => node.logged(/JetStream cluster (new )?metadata leader/)),
    );
    return cluster;
  }

  /** The addresses of all nodes. */
  get urls(): string {
    return this.nodes.map(({ url }) => url).join(",");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) await node[Symbol.asyncDispose]();
  }
}
