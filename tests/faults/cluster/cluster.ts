import { FAKETIME } from "../../support/faketime.ts";
import { freePorts } from "../../support/free_ports.ts";
import { NatsCluster, NatsServer } from "../../support/nats_server.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { Link } from "./link.ts";

/** A chat server of the cluster: it comes back on its port, and its link to NATS can be cut. */
export class ClusterServer implements AsyncDisposable {
  readonly address: string;
  /** The link to NATS; none where the server is alone. */
  readonly link: Link | undefined;
  readonly #port: number;
  readonly #flags: readonly string[];
  readonly #setUp: string;
  #process!: ServerProcess;

  private constructor(
    port: number,
    link: Link | undefined,
    flags: readonly string[],
    setUp: string,
  ) {
    this.#port = port;
    this.address = `127.0.0.1:${port}`;
    this.link = link;
    this.#flags = flags;
    this.#setUp = setUp;
  }

  static async start(
    port: number,
    link: Link | undefined,
    flags: readonly string[],
    setUp: string,
  ): Promise<ClusterServer> {
    const server = new ClusterServer(port, link, flags, setUp);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const flags = ["--port", String(this.#port), ...this.#flags];
    this.#process = await ServerProcess.startAfter(this.#setUp, ...flags);
  }

  get pid(): number {
    return this.#process.pid;
  }

  get log(): string {
    return this.#process.log.text;
  }

  signal(name: Deno.Signal): void {
    Deno.kill(this.#process.pid, name);
  }

  /** Ends the process, and returns its exit code. */
  async stop(signal: Deno.Signal): Promise<number> {
    return await this.#process.stop(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    this.link?.[Symbol.dispose]();
  }
}

/** Chat servers that act as one, and the NATS servers between them. */
export class Cluster implements AsyncDisposable {
  readonly servers: ClusterServer[] = [];
  /** The nodes of NATS; none where a single server keeps its messages in a file. */
  nodes: readonly NatsServer[] = [];
  readonly #folder = new TemporaryFolder();
  #nats: NatsServer | NatsCluster | undefined;

  private constructor() {}

  /**
   * @param size The number of servers. One alone needs no NATS.
   * @param nodes The number of nodes of NATS: one, which links can cut off, or three.
   */
  static async start(size: number, nodes: 1 | 3 = 1): Promise<Cluster> {
    const cluster = new Cluster();
    try {
      if (size > 1) await cluster.#startNats(nodes);
      const ports = freePorts(size);
      for (const [index, port] of ports.entries()) await cluster.#startServer(port, index === 0);
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #startNats(nodes: 1 | 3): Promise<void> {
    if (nodes === 1) this.nodes = [this.#nats = await NatsServer.start()];
    else ({ nodes: this.nodes } = this.#nats = await NatsCluster.start(nodes));
  }

  async #startServer(port: number, hasOwnClock: boolean): Promise<void> {
    const isAlone = this.nodes.length === 0;
    const link = this.nodes.length === 1 ? new Link(this.nodes[0]!.port) : undefined;
    const urls = link
      ? `nats://127.0.0.1:${link.port}`
      : this.nodes.map(({ url }) => url).join(",");
    const flags = isAlone
      ? ["--store", this.#folder.file("chat.db")]
      : ["--cluster", urls, "--cluster-name", "faults", "--cluster-address", `127.0.0.1:${port}`];
    const setUp = hasOwnClock ? this.#clockSetUp() : "true";
    this.servers.push(await ClusterServer.start(port, link, ["--quiet", ...flags], setUp));
  }

  #clockSetUp(): string {
    if (!FAKETIME) return "true";
    this.setClock("+0");
    return `export FAKETIME_TIMESTAMP_FILE="${this.#folder.file("clock")}" FAKETIME_NO_CACHE=1 ` +
      `FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD="${FAKETIME}"`;
  }

  /** Sets the clock of the first server ahead or back, where the package `faketime` is installed. */
  setClock(offset: string): void {
    Deno.writeTextFileSync(this.#folder.file("clock"), offset);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers) await server[Symbol.asyncDispose]();
    await this.#nats?.[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}
