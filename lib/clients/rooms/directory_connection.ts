import { ExpectedError } from "../../errors/expected_error.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { LineConnection } from "../shared/line_connection.ts";

/** The address of a room directory. */
export interface DirectoryAddress {
  readonly host: string;
  readonly port: number;
}

/** The room directory to connect to by default. */
export const DEFAULT_DIRECTORY: DirectoryAddress = { host: "127.0.0.1", port: 50_000 };

/** A room in the directory. */
export interface RoomEntry {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** A request that the directory refused, with its explanation. */
export class DirectoryError extends ExpectedError {
  override name = "DirectoryError";
}

/** A connection to a room directory. It takes one request at a time. */
export class DirectoryConnection {
  readonly #connection: Promise<LineConnection>;
  #lines: string[] = [];
  #pending: PromiseWithResolvers<string[]> | undefined;

  private constructor(
    address: DirectoryAddress,
    onDisconnected: (error: ConnectionError) => void,
  ) {
    this.#connection = LineConnection.connect(address, {
      onLine: (line) => this.#receive(line),
      onClosed: () => {
        const error = new ConnectionError("disconnected", address);
        if (this.#pending) this.#pending.reject(error);
        else onDisconnected(error);
      },
      ready: () => Promise.resolve(),
    });
  }

  /**
   * Connects to a directory.
   *
   * @param onDisconnected Handles the end of the connection while no request is pending.
   * @throws {ConnectionError}
   */
  static async connect(
    address: DirectoryAddress,
    onDisconnected: (error: ConnectionError) => void,
  ): Promise<DirectoryConnection> {
    const directory = new DirectoryConnection(address, onDisconnected);
    await directory.#connection;
    return directory;
  }

  /**
   * Lists the rooms, in order of creation.
   *
   * @throws {DirectoryError | ConnectionError}
   */
  async rooms(): Promise<RoomEntry[]> {
    const lines = await this.#ask("getdir");
    return lines.flatMap((line) => {
      const [, name, address, port] = /^ROOM (\S+) (\S+) (\d+)$/.exec(line) ?? [];
      return name && address ? [{ name, address, port: Number(port) }] : [];
    });
  }

  /**
   * Makes a room.
   *
   * @param words Its name, and optionally its address and port; else the directory picks free ones.
   * @throws {DirectoryError | ConnectionError}
   */
  async make(...words: string[]): Promise<RoomEntry> {
    const [reply = ""] = (await this.#ask(`makeroom ${words.join(" ")}`)).slice(-1);
    const [, name = "", address = "", port] = /^OK (\S+) (\S+) (\d+)$/.exec(reply) ?? [];
    return { name, address, port: Number(port) };
  }

  /**
   * Deletes a room.
   *
   * @throws {DirectoryError | ConnectionError}
   */
  async delete(name: string): Promise<void> {
    await this.#ask(`deleteroom ${name}`);
  }

  /** Says goodbye and closes the connection. */
  async bye(): Promise<void> {
    const connection = await this.#connection;
    await connection.send("bye");
    await connection.finish();
  }

  /** Sends a request. Resolves to the lines of the answer, the last of which starts with `OK`. */
  async #ask(request: string): Promise<string[]> {
    const pending = this.#pending = Promise.withResolvers<string[]>();
    try {
      await (await this.#connection).send(request);
      return await pending.promise;
    } finally {
      this.#pending = undefined;
    }
  }

  #receive(line: string): void {
    this.#lines.push(line);
    const [, end, code, explanation] = /^(OK|ERROR)(?: (\S+)(?: (.*))?)?$/s.exec(line) ?? [];
    if (end === undefined) return;
    const lines = this.#lines;
    this.#lines = [];
    if (end === "OK") return this.#pending?.resolve(lines);
    const reason = explanation || code || "The directory refused the request";
    this.#pending?.reject(new DirectoryError(reason));
  }
}
