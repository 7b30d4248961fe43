import { LineClient } from "../support/line_client.ts";
import { MAKERS } from "./makers.ts";
import { RepeatedWork } from "./repeated_work.ts";
import { hasWebPage } from "./stranger_stream.ts";

const PAUSE_MS = 100;

/** How a newcomer gets in. */
export interface Access {
  readonly header: Uint8Array;
  readonly password?: string;
  /** How often it may try: strangers at its own address may make it give up its place. */
  readonly tries: number;
}

/** A healthy client that connects, logs in, looks who is there, and leaves. */
export class Newcomer extends RepeatedWork {
  readonly #port: number;
  readonly #access: Access;

  constructor(port: number, access: Access) {
    super();
    this.#port = port;
    this.#access = access;
    this.start(PAUSE_MS);
  }

  get summary(): string {
    return `${this.count} newcomers`;
  }

  protected override async work(): Promise<void> {
    for (let left = this.#access.tries;; left--) {
      try {
        return await this.timed(this.#visit());
      } catch (error) {
        if (left <= 1) throw error;
      }
    }
  }

  async #visit(): Promise<void> {
    const { header, password } = this.#access;
    const name = `newcomer-${this.count}`;
    await using client = await LineClient.connect(this.#port);
    await client.write(header);
    await client.say(MAKERS.direct.login(name, password) + "LIST\n");
    const [hello, list] = await client.hear(2);
    if (hello !== `HELLO ${name}`) throw new Error(`The answer to ${name}'s login was "${hello}"`);
    if (hasWebPage(list!)) throw new Error("An HTTP request has logged in");
  }
}
