import { ExpectedError } from "../../errors/expected_error.ts";
import { ConfigurationFile } from "./configuration_file.ts";

/** The user's answers to the client's questions. */
export interface Answers {
  readonly name?: string;
  readonly host?: string;
  readonly port?: number;
  /** The fingerprint of the server's certificate, if the user trusts that. */
  readonly fingerprint?: string | undefined;
}

/**
 * The file that keeps the user's last answers. They only save some typing, so problems with the file
 * are ignored.
 */
export class LastAnswers {
  readonly #file: ConfigurationFile | undefined;

  /** @param file Without a file, nothing is kept. */
  constructor(file: ConfigurationFile | undefined) {
    this.#file = file;
  }

  /**
   * Returns the file in the user's own configuration folder; nothing is kept where Deno would ask the
   * user for permission to use it.
   */
  static ofUser(): LastAnswers {
    return new LastAnswers(ConfigurationFile.ofUser("last.json"));
  }

  /** Reads the answers that are there and valid. */
  async read(): Promise<Answers> {
    const kept = await this.#file?.read().catch(ignoreExpected);
    const { name, host, port, fingerprint } = (kept ?? {}) as Record<string, unknown>;
    return {
      ...(isText(name) && { name }),
      ...(isText(host) && { host }),
      ...(typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65536 &&
        { port }),
      ...(isText(fingerprint) && isFingerprint(fingerprint) && { fingerprint }),
    };
  }

  /** Adds answers to the file; those to other questions stay. */
  async keep(answers: Answers): Promise<void> {
    await this.#file?.write({ ...await this.read(), ...answers }).catch(ignoreExpected);
  }
}

function ignoreExpected(error: unknown): void {
  if (!(error instanceof ExpectedError)) throw error;
}

function isFingerprint(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length < 1000;
}
