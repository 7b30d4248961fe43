import { find } from "../../discovery/programs.ts";
import type { Host } from "../../support/namespaces.ts";
import { RepeatedWork } from "../repeated_work.ts";
import { UNSAFE } from "./unsafe.ts";

const PAUSE_MS = 1000;

/** How often a search may miss the server: the network may lose datagrams. */
const MAX_TRIES = 5;

/** Somebody who looks for servers all the time. */
export class Finder extends RepeatedWork {
  readonly #host: Host;
  readonly #name: string;

  /** @param name The announced name of the server that has to be found. */
  constructor(host: Host, name: string) {
    super();
    this.#host = host;
    this.#name = name;
    this.start(PAUSE_MS);
  }

  get summary(): string {
    return `${this.count} searches`;
  }

  protected override async work(): Promise<void> {
    for (let left = MAX_TRIES; left > 0; left--) {
      const { code, output, errors } = await this.timed(
        find(this.#host, "--seconds", "2", "--json"),
      );
      if (errors !== "" || code > 1) throw new Error(`find ended with ${code}: ${errors}`);
      if (UNSAFE.test(output.replaceAll("\n", ""))) {
        throw new Error(`find shows control characters: ${JSON.stringify(output)}`);
      }
      const found = output.split("\n").slice(0, -1).map((line) => JSON.parse(line));
      if (found.some(({ name }) => name === this.#name)) return;
    }
    throw new Error(`find did not find "${this.#name}"`);
  }
}
