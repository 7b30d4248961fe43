import type { ClientDialect } from "./client_dialects.ts";

/** The server of a member, its names, and its channel. */
export interface MemberOptions {
  readonly hostname: string;
  readonly port: number;
  readonly channel: string;
  readonly name: string;
  /** The receiver of its messages if its dialect has no channels. */
  readonly partner: string;
  readonly password?: string;
  /** The bytes before all others, such as a proxy's header. */
  readonly header?: Uint8Array;
}

/** A healthy member: it reads everything that arrives, and checks that no message is missing. */
export class LiveMember {
  readonly dialect: ClientDialect;
  readonly options: MemberOptions;
  readonly conn: Deno.TcpConn;
  /** The number of messages that it has sent. */
  sent = 0;
  /** The number of its messages whose delivery the server has confirmed. */
  receipts = 0;
  /** The number of messages that it has received, by sender. */
  readonly received = new Map<string, number>();
  /** The longest time that one of these messages took. */
  maxLatencyMs = 0;
  /** The first wrong message, or the reason for which the connection ended. */
  problem: string | undefined;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  readonly #onChange: () => void;
  #hasJoined = false;
  #isLeaving = false;
  /** The start of a message whose end has not arrived. */
  #partial = new Uint8Array(0);

  private constructor(
    dialect: ClientDialect,
    options: MemberOptions,
    conn: Deno.TcpConn,
    onChange: () => void,
  ) {
    this.dialect = dialect;
    this.options = options;
    this.conn = conn;
    this.#onChange = onChange;
    this.ended = this.#read();
  }

  /** Connects a member, and asks to join its channel. Calls `onChange` whenever something arrives. */
  static async connect(
    dialect: ClientDialect,
    options: MemberOptions,
    onChange: () => void,
  ): Promise<LiveMember> {
    const { hostname, port, name, channel, password, header } = options;
    const conn = await Deno.connect({ hostname, port });
    const member = new LiveMember(dialect, options, conn, onChange);
    if (header) await member.#write(header);
    await member.#write(dialect.join(name, channel, password));
    return member;
  }

  get name(): string {
    return this.options.name;
  }

  get hasJoined(): boolean {
    return this.#hasJoined;
  }

  /** Sends its next message, which holds a number and the time. */
  async send(): Promise<void> {
    const text = `number ${this.sent++} at ${performance.now()}`;
    await this.#write(this.dialect.message(this.options, text));
  }

  /** Closes its connection. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    this.#close();
    await this.ended;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (;;) {
        const count = await this.conn.read(buffer);
        if (count === null) break;
        this.#split(buffer.subarray(0, count));
        this.#onChange();
      }
      this.#end("The server has closed its connection");
    } catch (error) {
      this.#end(`Its connection has failed: ${(error as Error).message}`);
    }
    this.#close();
    this.#onChange();
  }

  #close(): void {
    try {
      this.conn.close();
    } catch {
      // It is already closed.
    }
  }

  #end(reason: string): void {
    if (!this.#isLeaving) this.problem ??= reason;
  }

  #split(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#partial.length + bytes.length);
    all.set(this.#partial);
    all.set(bytes, this.#partial.length);
    let at = 0;
    for (;;) {
      const { frameSize } = this.dialect;
      const end = frameSize ? at + frameSize : all.indexOf(0x0a, at) + 1;
      if (end > all.length || end === 0) break;
      this.#check(new TextDecoder().decode(all.subarray(at, end)).replace(/\n$/, ""));
      at = end;
    }
    this.#partial = all.slice(at);
  }

  #check(message: string): void {
    if (this.dialect.isJoined(message)) this.#hasJoined = true;
    if (this.dialect.isReceipt(message)) this.receipts++;
    const [sender, text] = this.dialect.readDelivery(message) ?? [];
    const [, number, time] = /^number (\d+) at ([\d.]+)$/.exec(text ?? "") ?? [];
    if (sender === undefined || number === undefined) return;
    const expected = this.received.get(sender) ?? 0;
    if (Number(number) !== expected) {
      this.problem ??= `It has received ${sender}'s message ${number} instead of ${expected}`;
    }
    this.received.set(sender, Number(number) + 1);
    this.maxLatencyMs = Math.max(this.maxLatencyMs, performance.now() - Number(time));
  }
}
