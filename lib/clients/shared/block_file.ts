import { ExpectedError } from "../../errors/expected_error.ts";
import { ConfigurationFile } from "./configuration_file.ts";

const NAME = "blocked.json";

/** What the file holds. */
interface Content {
  /** The blocked names of each server. */
  readonly servers: Readonly<Record<string, readonly string[]>>;
  /** The names that an earlier version blocked on all servers. */
  readonly blocked: readonly string[];
}

/** The file that holds the names of the users that the user has blocked, for each server. */
export class BlockFile {
  readonly #file: ConfigurationFile;
  readonly #server: string;

  /**
   * @param where The user's configuration folder, or the file.
   * @param server The server whose part of the file this is.
   */
  constructor(where: string | ConfigurationFile, server: string) {
    this.#file = typeof where === "string" ? new ConfigurationFile(where, NAME) : where;
    this.#server = server;
  }

  /**
   * Returns the file in the user's own configuration folder, or `undefined` where Deno would ask the
   * user for permission to use it.
   */
  static ofUser(server: string): BlockFile | undefined {
    const file = ConfigurationFile.ofUser(NAME);
    return file && new BlockFile(file, server);
  }

  /**
   * Reads the names that are blocked on this server; none when the file does not exist. A server
   * without an entry starts with the names that an earlier version blocked on all servers.
   *
   * @throws {ExpectedError} when the file is unreadable or holds something else.
   */
  async read(): Promise<string[]> {
    const { servers, blocked } = await this.#content();
    return [...Object.hasOwn(servers, this.#server) ? servers[this.#server]! : blocked];
  }

  /**
   * Replaces the names of this server at once: readers see the old names or the new ones.
   *
   * @throws {ExpectedError} when the file cannot be read or written.
   */
  async write(names: readonly string[]): Promise<void> {
    const { servers, blocked } = await this.#content();
    await this.#file.write({
      servers: { ...servers, [this.#server]: names },
      ...(blocked.length > 0 && { blocked }),
    });
  }

  async #content(): Promise<Content> {
    const content = contentIn(await this.#file.read({}));
    if (content !== undefined) return content;
    throw new ExpectedError(`Cannot use "${this.#file.path}": it does not hold a list of names`);
  }
}

function contentIn(value: unknown): Content | undefined {
  if (!isRecord(value)) return undefined;
  const { servers = {}, blocked = [] } = value;
  if (!isRecord(servers) || !Object.values(servers).every(areNames)) return undefined;
  return areNames(blocked) ? { servers: servers as Content["servers"], blocked } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
