import { LineClient } from "../support/line_client.ts";
import { RepeatedWork } from "./repeated_work.ts";
import { hasWebPage } from "./stranger_stream.ts";

const PAUSE_MS = 10;

/** A healthy client of the directory that makes, finds and deletes rooms all the time. */
export class DirectoryUser extends RepeatedWork {
  readonly #client: LineClient;

  private constructor(client: LineClient) {
    super();
    this.#client = client;
    this.start(PAUSE_MS);
  }

  /** @param header The bytes before all others, such as a proxy's header. */
  static async connect(port: number, header: Uint8Array): Promise<DirectoryUser> {
    const client = await LineClient.connect(port);
    await client.write(header);
    return new DirectoryUser(client);
  }

  get summary(): string {
    return `${this.count} rooms made, found and deleted`;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.settle();
    await this.#client[Symbol.asyncDispose]();
  }

  protected override async work(): Promise<void> {
    const name = `healthy-${this.count}`;
    const [made] = await this.#ask(`makeroom ${name}`);
    const room = /^OK (\S+ \S+ \d+)$/.exec(made!)?.[1];
    if (!room?.startsWith(`${name} `)) {
      throw new Error(`The answer to "makeroom ${name}" was "${made}"`);
    }
    const rooms = await this.#ask("getdir");
    if (!rooms.includes(`ROOM ${room}`)) {
      throw new Error(`The answer to "getdir" does not contain "${room}"`);
    }
    if (hasWebPage(rooms.join("\n"))) throw new Error("An HTTP request has made a room");
    const [deleted] = await this.#ask(`deleteroom ${name}`);
    if (deleted !== `OK ${name}`) {
      throw new Error(`The answer to "deleteroom ${name}" was "${deleted}"`);
    }
  }

  /** Sends a request, and returns the lines of the answer. */
  async #ask(request: string): Promise<string[]> {
    await this.#client.say(`${request}\n`);
    const lines: string[] = [];
    do lines.push(...await this.timed(this.#client.hear(1))); while (
      lines.at(-1)!.startsWith("ROOM ")
    );
    return lines;
  }
}
