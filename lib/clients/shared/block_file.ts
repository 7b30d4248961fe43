import { ConfigurationFile } from "./configuration_file.ts";

const NAME = "blocked.json";

/** The file that keeps whom the user has blocked. */
export class BlockFile {
  readonly #file: ConfigurationFile;

  /** @param where The user's configuration folder, or the file. */
  constructor(where: string | ConfigurationFile) {
    this.#file = typeof where === "string" ? new ConfigurationFile(where, NAME) : where;
  }

  /** The user's own, where it may be read and written without asking the user for permission. */
  static ofUser(): BlockFile | undefined {
    const file = ConfigurationFile.ofUser(NAME);
    return file && new BlockFile(file);
  }

  /** Where it is. */
  get path(): string {
    return this.#file.path;
  }

  /**
   * The names in it; none when there is no such file.
   *
   * @throws {Error} when it cannot be read, or holds something else.
   */
  async read(): Promise<string[]> {
    const names = namesIn(await this.#file.read({ blocked: [] }));
    if (names === undefined) throw new Error("It does not hold a list of names");
    return names;
  }

  /**
   * Replaces the names in it. Whoever reads it meanwhile finds the old ones or the new ones.
   *
   * @throws {Error} when it cannot be written.
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
