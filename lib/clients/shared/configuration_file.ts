import { configurationFolder } from "./environment.ts";

/** A file with JSON in the user's configuration folder. */
export class ConfigurationFile {
  readonly #folder: string;
  /** Where it is. */
  readonly path: string;

  /** @param folder The user's configuration folder; made when there is something to write. */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.path = `${folder}${folder.includes("\\") ? "\\" : "/"}${name}`;
  }

  /** The user's own, where it may be read and written without asking the user for permission. */
  static ofUser(name: string): ConfigurationFile | undefined {
    const folder = configurationFolder();
    if (folder === undefined) return undefined;
    const mayUse = (["read", "write"] as const).every((name) =>
      Deno.permissions.querySync({ name, path: folder }).state === "granted"
    );
    return mayUse ? new ConfigurationFile(folder, name) : undefined;
  }

  /**
   * The value in it; `undefined` when there is no such file, or it holds no JSON.
   *
   * @param missing What stands for a file that is not there.
   * @throws {Error} when it cannot be read.
   */
  async read(missing?: unknown): Promise<unknown> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return missing;
      throw error;
    }
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /**
   * Replaces the value in it. Whoever reads it meanwhile finds the old one or the new one.
   *
   * @throws {Error} when it cannot be written.
   */
  async write(value: unknown): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true });
    const draft = `${this.path}.${crypto.randomUUID()}`;
    try {
      await Deno.writeTextFile(draft, `${JSON.stringify(value, undefined, 2)}\n`);
      await Deno.rename(draft, this.path);
    } catch (error) {
      await Deno.remove(draft).catch(() => {});
      throw error;
    }
  }
}
