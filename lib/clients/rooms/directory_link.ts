import { LineLink, ServerGone } from "../shared/line_link.ts";

/** Where the room directory is when nobody says otherwise. */
export const DEFAULT_DIRECTORY = { host: "127.0.0.1", port: 50_000 };

/** A room, as the directory lists it. */
export interface RoomEntry {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** What the directory says is wrong with a request. */
export class DirectoryError extends Error {
  override name = "DirectoryError";
}

/** A connection to a room directory. One request at a time. */
export class DirectoryLink {
  readonly at: { readonly host: string; readonly port: number };
  readonly #link: Promise<LineLink>;
  #lines: string[] = [];
  #asked: PromiseWithResolvers<string[]> | undefined;

  private constructor(at: { host: string; port: number }, onGone: (error: ServerGone) => void) {
    this.at = at;
    this.#link = LineLink.connect(at, {
      onLine: (line) => this.#take(line),
      onClosed: () => {
        const error = new ServerGone("disconnected", at);
        if (this.#asked) this.#asked.reject(error);
        else onGone(error);
      },
      ready: () => Promise.resolve(),
    });
  }

  /**
   * @param onGone Is called when the connection ends while nothing is asked.
   * @throws {ServerGone}
   */
  static async connect(
    at: { host: string; port: number },
    onGone: (error: ServerGone) => void,
  ): Promise<DirectoryLink> {
    const directory = new DirectoryLink(at, onGone);
    await directory.#link;
    return directory;
  }

  /** @throws {DirectoryError | ServerGone} */
  async rooms(): Promise<RoomEntry[]> {
    const lines = await this.#ask("getdir");
    return lines.flatMap((line) => {
      const [, name, address, port] = /^ROOM (\S+) (\S+) (\d+)$/.exec(line) ?? [];
      return name && address ? [{ name, address, port: Number(port) }] : [];
    });
  }

  /**
   * Makes a room, where it is to be or where the directory wants it.
   *
   * @throws {DirectoryError | ServerGone}
   */
  async make(...words: string[]): Promise<RoomEntry> {
    const [reply = ""] = (await this.#ask(`makeroom ${words.join(" ")}`)).slice(-1);
    const [, name = "", address = "", port] = /^OK (\S+) (\S+) (\d+)$/.exec(reply) ?? [];
    return { name, address, port: Number(port) };
  }

  /** @throws {DirectoryError | ServerGone} */
  async delete(name: string): Promise<void> {
    await this.#ask(`deleteroom ${name}`);
  }

  /** Says goodbye and closes. */
  async bye(): Promise<void> {
    const link = await this.#link;
    await link.send("bye");
    await link.finish();
  }

  /** The lines of the answer, the last of which starts with `OK`. */
  async #ask(request: string): Promise<string[]> {
    const asked = this.#asked = Promise.withResolvers<string[]>();
    try {
      await (await this.#link).send(request);
      return await asked.promise;
    } finally {
      this.#asked = undefined;
    }
  }

  #take(line: string): void {
    this.#lines.push(line);
    const [, end, code, explanation] = /^(OK|ERROR)(?: (\S+)(?: (.*))?)?$/s.exec(line) ?? [];
    if (end === undefined) return;
    const lines = this.#lines;
    this.#lines = [];
    if (end === "OK") this.#asked?.resolve(lines);
    else this.#asked?.reject(new DirectoryError(explanation || code || "The request was refused"));
  }
}
