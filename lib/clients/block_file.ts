import { configurationFolder } from "./environment.ts";

/** The file that keeps whom the user has blocked. */
export class BlockFile {
  readonly #folder: string;
  /** Where it is. */
  readonly path: string;

  /** @param folder The user's configuration folder; made when there is something to write. */
  constructor(folder: string) {
    this.#folder = folder;
    this.path = `${folder}${folder.includes("\\") ? "\\" : "/"}blocked.json`;
  }

  /** The user's own, where it may be read and written without asking the user for permission. */
  static ofUser(): BlockFile | undefined {
    const folder = configurationFolder();
    if (folder === undefined) return undefined;
    const mayUse = (["read", "write"] as const).every((name) =>
      Deno.permissions.querySync({ name, path: folder }).state === "granted"
    );
    return mayUse ? new BlockFile(folder) : undefined;
  }

  /**
   * The names in it; none when there is no such file.
   *
   * @throws {Error} when it cannot be read, or holds something else.
   */
  async read(): Promise<string[]> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
    const names = namesIn(text);
    if (names === undefined) throw new Error("It does not hold a list of names");
    return names;
  }

  /**
   * Replaces the names in it. Whoever reads it meanwhile finds the old ones or the new ones.
   *
   * @throws {Error} when it cannot be written.
   */
  async write(names: readonly string[]): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true });
    const draft = `${this.path}.${crypto.randomUUID()}`;
    try {
      await Deno.writeTextFile(draft, `${JSON.stringify({ blocked: names }, undefined, 2)}\n`);
      await Deno.rename(draft, this.path);
    } catch (error) {
      await Deno.remove(draft).catch(() => {});
      throw error;
    }
  }
}

function namesIn(text: string): string[] | undefined {
  try {
    const names: unknown = JSON.parse(text)?.blocked;
    const areNames = Array.isArray(names) && names.every((name) => typeof name === "string");
    return areNames ? names : undefined;
  } catch {
    return undefined;
  }
}
