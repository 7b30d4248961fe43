import { ExpectedError } from "../../errors/expected_error.ts";
import { ConfigurationFile } from "./configuration_file.ts";

const NAME = "blocked.json";

/** The file that holds the names of the users that the user has blocked. */
export class BlockFile {
  readonly #file: ConfigurationFile;

  /** @param where The user's configuration folder, or the file. */
  constructor(where: string | ConfigurationFile) {
    this.#file = typeof where === "string" ? new ConfigurationFile(where, NAME) : where;
  }

  /**
   * Returns the file in the user's own configuration folder, or `undefined` where Deno would ask the
   * user for permission to use it.
   */
  static ofUser(): BlockFile | undefined {
    const file = ConfigurationFile.ofUser(NAME);
    return file && new BlockFile(file);
  }

  /**
   * Reads the names; none when the file does not exist.
   *
   * @throws {ExpectedError} when the file is unreadable or holds something else.
   */
  async read(): Promise<string[]> {
    const names = namesIn(await this.#file.read({ blocked: [] }));
    if (names !== undefined) return names;
    throw new ExpectedError(`Cannot use "${this.#file.path}": it does not hold a list of names`);
  }

  /**
   * Replaces the names at once: readers see the old names or the new ones.
   *
   * @throws {ExpectedError} when the file cannot be written.
   */
  async write(names: readonly string[]): Promise<void> {
    await this.#file.write({ blocked: names });
  }
}

function namesIn(value: unknown): string[] | undefined {
  const names = (value as { blocked?: unknown } | null | undefined)?.blocked;
  const areNames = Array.isArray(names) && names.every((name) => typeof name === "string");
  return areNames ? names : undefined;
}
