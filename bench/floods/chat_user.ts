import { sleep } from "./flood.ts";

/** The dialects of the users in floods. */
export type UserDialect = "channel" | "direct" | "messenger";

const FRAME_BYTES = 200;
const READ_BYTES = 64 * 1024;
/** How often a slow reader reads. */
const SLOW_READ_MS = 50;

const encoder = new TextEncoder();

/** A user's connection to the server. */
export class ChatUser {
  readonly #connection: Deno.TcpConn;
  readonly #dialect: UserDialect;
  /** Whether the server has ended the connection. */
  isDisconnected = false;
  #isClosed = false;

  private constructor(connection: Deno.TcpConn, dialect: UserDialect) {
    this.#connection = connection;
    this.#dialect = dialect;
  }

  /** Connects without a login. */
  static async connect(port: number, dialect: UserDialect): Promise<ChatUser> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay();
    return new ChatUser(connection, dialect);
  }

  /** Connects and logs in. */
  static async logIn(port: number, dialect: UserDialect, name: string): Promise<ChatUser> {
    const user = await ChatUser.connect(port, dialect);
    const answers = { channel: "not a valid control", direct: "HELLO ", messenger: '"welcome"' };
    await user.ask(loginBytes(dialect, name), answers[dialect]);
    return user;
  }

  /** Enters the channel `bench`. The first member has to create it. */
  async enterChannel(isFirst = false): Promise<void> {
    const command = isFirst ? "create" : "join";
    if (this.#dialect === "messenger") {
      await this.ask(messengerLine(command, "#bench"), '"joined"');
    } else {
      await this.ask(frames(`/${command} bench`, "/ping"), "/ping is not a valid control");
    }
  }

  /** Sends all bytes. Throws if the connection has ended. */
  async send(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }

  /** Reads until the connection ends, and hands the bytes on. */
  async readAll(onBytes?: (bytes: Uint8Array) => void): Promise<void> {
    const buffer = new Uint8Array(READ_BYTES);
    while (await this.#read(buffer, onBytes));
  }

  /** Reads a number of bytes per second until the connection ends. */
  async readSlowly(bytesPerSecond: number): Promise<void> {
    const buffer = new Uint8Array(bytesPerSecond * SLOW_READ_MS / 1000);
    while (await this.#read(buffer)) await sleep(SLOW_READ_MS);
  }

  async #read(buffer: Uint8Array, onBytes?: (bytes: Uint8Array) => void): Promise<boolean> {
    const count = await this.#connection.read(buffer).catch(() => null);
    if (count === null) {
      this.isDisconnected = !this.#isClosed;
      return false;
    }
    onBytes?.(buffer.subarray(0, count));
    return true;
  }

  /** Sends bytes, and returns what the server answers up to the end of `answer`, or a little more. */
  async ask(bytes: Uint8Array, answer: string): Promise<string> {
    await this.send(bytes);
    const buffer = new Uint8Array(READ_BYTES);
    let seen = "";
    while (!seen.includes(answer)) {
      const count = await this.#connection.read(buffer);
      if (count === null) throw new Error(`The server ended the connection after "${seen}"`);
      seen += new TextDecoder().decode(buffer.subarray(0, count));
    }
    return seen;
  }

  /** Closes the connection from this side. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection.close();
  }
}

/** Returns the bytes of a login, which makes the server send an answer in each dialect. */
export function loginBytes(dialect: UserDialect, name: string): Uint8Array {
  switch (dialect) {
    case "channel":
      return frames(name, "/ping");
    case "direct":
      return encoder.encode(`HELLO-FROM ${name}\n`);
    case "messenger":
      return encoder.encode(
        JSON.stringify({ action: "login", source: name, destination: "server", body: "" }) + "\n",
      );
  }
}

/** Returns a message of the messenger dialect. */
export function messengerLine(action: string, destination: string, body = ""): Uint8Array {
  return encoder.encode(JSON.stringify({ action, source: "", destination, body }) + "\n");
}

/** Returns frames of the channel dialect. */
export function frames(...texts: string[]): Uint8Array {
  const bytes = new Uint8Array(FRAME_BYTES * texts.length).fill(0x20);
  texts.forEach((text, index) => encoder.encodeInto(text, bytes.subarray(index * FRAME_BYTES)));
  return bytes;
}
