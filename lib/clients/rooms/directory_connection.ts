import { ExpectedError } from "../../errors/expected_error.ts";
import { quote } from "../../framing/messages.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { ConnectionError, type ConnectionFailure } from "../shared/connection_error.ts";
import { LineConnection } from "../shared/line_connection.ts";
import { DEFAULT_TIMEOUT_MS, within } from "../shared/timeout.ts";

/** The address of a room directory. Directories do not speak TLS. */
export type DirectoryAddress = Omit<ServerAddress, "trust">;

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

/** The longest line of a directory: the longest room of ours takes 93 bytes. */
const MAX_LINE_BYTES = 4096;

/** The longest answer, in UTF-16 code units: the list of 100,000 rooms with short names. */
const MAX_ANSWER_LENGTH = 4_000_000;
const MAX_ROOMS = 100_000;

/** A request that waits for its answer. */
interface PendingRequest {
  /** The lines of the answer so far that list rooms. */
  readonly rooms: RoomEntry[];
  /** The length of all lines of the answer so far. */
  length: number;
  /** @param end The line with `OK` that ends the answer. */
  resolve(end: string): void;
  reject(error: ExpectedError): void;
}

/** A connection to a room directory. It takes one request at a time. */
export class DirectoryConnection {
  readonly #address: DirectoryAddress;
  readonly #onDisconnected: (error: ConnectionError) => void;
  #lines!: LineConnection;
  #pending: PendingRequest | undefined;
  /** The reason that the directory gave, without being asked, for what it does next. */
  #reason: DirectoryError | undefined;
  #isOver = false;

  private constructor(
    address: DirectoryAddress,
    onDisconnected: (error: ConnectionError) => void,
  ) {
    this.#address = address;
    this.#onDisconnected = onDisconnected;
  }

  /**
   * Connects to a directory.
   *
   * @param onDisconnected Handles the end of the connection while no request is pending.
   * @throws {ConnectionError}
   */
  static async connect(
    address: DirectoryAddress,
    onDisconnected: (error: ConnectionError) => void = () => {},
  ): Promise<DirectoryConnection> {
    const directory = new DirectoryConnection(address, onDisconnected);
    directory.#lines = await LineConnection.connect(address, {
      onLine: (line) => directory.#receive(line),
      onClosed: (failure) => directory.#onClosed(failure),
      ready: () => Promise.resolve(),
    }, MAX_LINE_BYTES);
    return directory;
  }

  /**
   * Lists the rooms, in order of creation.
   *
   * @throws {DirectoryError | ConnectionError}
   */
  async rooms(): Promise<RoomEntry[]> {
    const { rooms, end } = await this.#ask("getdir");
    const [, count] = /^OK (\d+)$/.exec(end) ?? [];
    if (count === undefined || Number(count) === rooms.length) return rooms;
    throw new DirectoryError(`The directory counts ${count} rooms, but listed ${rooms.length}`);
  }

  /**
   * Makes a room.
   *
   * @param words Its name, and optionally its address and port; else the directory picks free ones.
   * @throws {DirectoryError | ConnectionError}
   */
  async make(...words: string[]): Promise<RoomEntry> {
    const { end } = await this.#ask(`makeroom ${words.join(" ")}`);
    const room = parseRoom(end.slice("OK ".length));
    if (room) return room;
    throw new DirectoryError(`The directory answered ${quote(end)}, without a room`);
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
    this.#isOver = true;
    await this.#lines.send("bye");
    await this.#lines.finish();
  }

  /** Closes the connection at once. */
  close(): void {
    this.#isOver = true;
    this.#lines.close();
  }

  /** Sends a request. Resolves to the rooms in the answer, and to its last line, which has `OK`. */
  async #ask(request: string): Promise<{ rooms: RoomEntry[]; end: string }> {
    if (this.#lines.isClosed) throw this.#error("disconnected");
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const { rooms } = this.#pending = { rooms: [], length: 0, resolve, reject };
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = this.#address;
    try {
      const answered = Promise.all([promise, this.#lines.send(request)]);
      const [end] = await within(timeoutMs, answered, () => this.#error("silent"));
      return { rooms, end };
    } catch (error) {
      if (error instanceof ConnectionError) this.close();
      throw error;
    } finally {
      this.#pending = undefined;
    }
  }

  #receive(line: string): void {
    const [, end, code, explanation] = /^(OK|ERROR)(?: (\S+)(?: (.*))?)?$/s.exec(line) ?? [];
    const error = end === "ERROR"
      ? new DirectoryError(explanation || code || "The directory refused the request")
      : undefined;
    const pending = this.#pending;
    if (!pending) {
      this.#reason = error;
      return;
    }
    pending.length += line.length;
    if (error) pending.reject(error);
    else if (end !== undefined) pending.resolve(line);
    else if (line.startsWith("ROOM ")) addRoom(pending.rooms, line);
    if (pending.length > MAX_ANSWER_LENGTH || pending.rooms.length > MAX_ROOMS) {
      pending.reject(this.#error("too-long"));
    }
  }

  #onClosed(failure: ConnectionFailure): void {
    if (this.#isOver) return;
    const error = this.#error(failure);
    if (this.#pending) this.#pending.reject(error);
    else this.#onDisconnected(error);
  }

  #error(failure: ConnectionFailure): ConnectionError {
    // What requires TLS is no directory.
    const code = failure === "requires-tls" ? "wrong-dialect" : failure;
    const reason = code === "disconnected" ? this.#reason : undefined;
    return new ConnectionError(code, this.#address, reason);
  }
}

function addRoom(rooms: RoomEntry[], line: string): void {
  const room = parseRoom(line.slice("ROOM ".length));
  if (room) rooms.push(room);
}

function parseRoom(text: string): RoomEntry | undefined {
  const [, name, address, port] = /^(\S+) (\S+) (\d+)$/.exec(text) ?? [];
  return name && address ? { name, address, port: Number(port) } : undefined;
}
