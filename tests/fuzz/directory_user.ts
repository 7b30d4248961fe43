import { LineClient } from "../support/line_client.ts";
import type { HealthyClients } from "./targets.ts";

/** A healthy client of the directory that makes, finds and deletes rooms all the time. */
export class DirectoryUser implements HealthyClients {
  problem: string | undefined;
  maxLatencyMs = 0;
  #count = 0;
  #isStopping = false;
  readonly #client: LineClient;
  readonly #working: Promise<void>;

  private constructor(client: LineClient) {
    this.#client = client;
    this.#working = this.#work();
  }

  static async connect(port: number): Promise<DirectoryUser> {
    return new DirectoryUser(await LineClient.connect(port));
  }

  get summary(): string {
    return `${this.#count} rooms made, found and deleted`;
  }

  async settle(): Promise<void> {
    this.#isStopping = true;
    await this.#working;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.settle();
    await this.#client[Symbol.asyncDispose]();
  }

  async #work(): Promise<void> {
    try {
      for (; !this.#isStopping; this.#count++) await this.#makeAndDelete(`healthy-${this.#count}`);
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  async #makeAndDelete(name: string): Promise<void> {
    const [made] = await this.#ask(`makeroom ${name}`);
    const room = /^OK (\S+ \S+ \d+)$/.exec(made!)?.[1];
    if (!room?.startsWith(`${name} `)) {
      throw new Error(`The answer to "makeroom ${name}" was "${made}"`);
    }
    const rooms = await this.#ask("getdir");
    if (!rooms.includes(`ROOM ${room}`)) {
      throw new Error(`The answer to "getdir" does not contain "${room}"`);
    }
    const [deleted] = await this.#ask(`deleteroom ${name}`);
    if (deleted !== `OK ${name}`) {
      throw new Error(`The answer to "deleteroom ${name}" was "${deleted}"`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Sends a request, and returns the lines of the answer. */
  async #ask(request: string): Promise<string[]> {
    const start = performance.now();
    await this.#client.say(`${request}\n`);
    const lines: string[] = [];
    do lines.push(...await this.#client.hear(1)); while (lines.at(-1)!.startsWith("ROOM "));
    this.maxLatencyMs = Math.max(this.maxLatencyMs, performance.now() - start);
    return lines;
  }
}
