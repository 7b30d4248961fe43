import type { Protocol } from "./protocols.ts";

/** A connection to any of the servers. */
export class RawUser {
  readonly #connection: Deno.TcpConn;
  isClosed = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async connect(port: number): Promise<RawUser> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay();
    return new RawUser(connection);
  }

  /** Connects and logs in; hands over everything that the server sends then. */
  static async logIn(
    port: number,
    protocol: Protocol,
    name: string,
    onText: (text: string) => void = () => {},
  ): Promise<RawUser> {
    const user = await RawUser.connect(port);
    let isReady = false;
    const ready = Promise.withResolvers<void>();
    user.read((text) => {
      user.send(protocol.answer?.(text) ?? "").catch(() => {});
      if (isReady) return onText(text);
      isReady = protocol.isReady.test(text);
      if (isReady) ready.resolve();
    }).then(() => ready.reject(new Error(`The server did not log ${name} in`)));
    await user.send(protocol.login(name));
    await ready.promise;
    return user;
  }

  /** Sends a text. Throws if the connection has ended. */
  async send(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }

  /** Reads until the connection ends. */
  async read(onText: (text: string) => void = () => {}): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    const decoder = new TextDecoder();
    for (;;) {
      const count = await this.#connection.read(buffer).catch(() => null);
      if (count === null) break;
      onText(decoder.decode(buffer.subarray(0, count), { stream: true }));
    }
    this.isClosed = true;
  }

  close(): void {
    try {
      this.#connection.close();
    } catch {
      // It is closed already.
    }
  }
}
