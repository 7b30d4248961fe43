import { ExpectedError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { configurationFolder } from "./environment.ts";
import { rethrowBug } from "./rethrow_bug.ts";

/** A JSON file in the user's configuration folder. */
export class ConfigurationFile {
  readonly #folder: string;
  readonly path: string;

  /** @param folder The user's configuration folder; the first write creates it. */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.path = `${folder}${folder.includes("\\") ? "\\" : "/"}${name}`;
  }

  /**
   * Returns the file in the user's own configuration folder, or `undefined` where Deno would ask the
   * user for permission to use it.
   */
  static ofUser(name: string): ConfigurationFile | undefined {
    const folder = configurationFolder();
    if (folder === undefined) return undefined;
    const mayUse = (["read", "write"] as const).every((name) =>
      Deno.permissions.querySync({ name, path: folder }).state === "granted"
    );
    return mayUse ? new ConfigurationFile(folder, name) : undefined;
  }

  /**
   * Reads the value in the file; `undefined` when the file holds no JSON.
   *
   * @param missing The value of a file that does not exist.
   * @throws {ExpectedError} when the system refuses to read it.
   */
  async read(missing?: unknown): Promise<unknown> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return missing;
      throw this.#failure("read", error);
    }
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /**
   * Replaces the value in the file at once: readers see the old value or the new one.
   *
   * @throws {ExpectedError} when the system refuses to write it.
   */
  async write(value: unknown): Promise<void> {
    const draft = `${this.path}.${crypto.randomUUID()}`;
    const text = `${JSON.stringify(value, undefined, 2)}\n`;
    try {
      await Deno.mkdir(this.#folder, { recursive: true });
      // Nobody else needs to read what the user typed.
      await Deno.writeTextFile(draft, text, { mode: 0o600 });
      await Deno.rename(draft, this.path);
    } catch (error) {
      await Deno.remove(draft).catch(rethrowBug);
      throw this.#failure("write", error);
    }
  }

  #failure(attempt: "read" | "write", cause: unknown): ExpectedError {
    rethrowBug(cause);
    return new ExpectedError(`Cannot ${attempt} "${this.path}": ${systemReason(cause)}`, { cause });
  }
}
