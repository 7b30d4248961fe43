import { ConfigurationFile } from "../shared/configuration_file.ts";

/** What the user has answered the last time. */
export interface Answers {
  readonly name?: string;
  readonly host?: string;
  readonly port?: number;
  /** Where the room directory was. */
  readonly directory?: string;
}

/** The file that keeps what the user has answered. */
export class LastTime {
  readonly #file: ConfigurationFile | undefined;

  /** @param file Without one, nothing is kept. */
  constructor(file: ConfigurationFile | undefined) {
    this.#file = file;
  }

  /** The user's own, where it may be read and written without asking the user for permission. */
  static ofUser(): LastTime {
    return new LastTime(ConfigurationFile.ofUser("last.json"));
  }

  /** The answers, as far as there are some that make sense. */
  async read(): Promise<Answers> {
    // It saves some typing: nobody is bothered with what is wrong with the file.
    const kept = await this.#file?.read().catch(() => undefined);
    const { name, host, port, directory } = (kept ?? {}) as Record<string, unknown>;
    return {
      ...(isText(name) && { name }),
      ...(isText(host) && { host }),
      ...(isText(directory) && { directory }),
      ...(typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65536 &&
        { port }),
    };
  }

  /** Keeps answers, and those to other questions as they were. */
  async keep(answers: Answers): Promise<void> {
    await this.#file?.write({ ...await this.read(), ...answers }).catch(() => {});
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length < 1000;
}
