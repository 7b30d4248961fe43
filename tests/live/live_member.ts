import type { Voice } from "./voices.ts";

/** Where a member is, and with whom. */
export interface Seat {
  readonly hostname: string;
  readonly port: number;
  readonly room: string;
  readonly name: string;
  /** To whom it talks where there are no rooms. */
  readonly partner: string;
}

/** A member that behaves well: it reads all that comes, and counts what it says. */
export class LiveMember {
  readonly voice: Voice;
  readonly seat: Seat;
  readonly conn: Deno.TcpConn;
  /** How many messages it has said. */
  sent = 0;
  /** For how many of them the server has told that it has handed them on. */
  receipts = 0;
  /** How many messages it has heard from whom. */
  readonly heard = new Map<string, number>();
  /** How long the slowest of them took, in milliseconds. */
  slowest = 0;
  /** What was wrong with what it has heard, or that the server has closed. */
  problem: string | undefined;
  /** Resolves when the server has closed. */
  readonly ended: Promise<void>;
  readonly #onChange: () => void;
  #isReady = false;
  #isLeaving = false;
  #rest = new Uint8Array(0);

  private constructor(voice: Voice, seat: Seat, conn: Deno.TcpConn, onChange: () => void) {
    this.voice = voice;
    this.seat = seat;
    this.conn = conn;
    this.#onChange = onChange;
    this.ended = this.#read();
  }

  /** Enters a room. `onChange` is called whenever something has come. */
  static async enter(voice: Voice, seat: Seat, onChange: () => void): Promise<LiveMember> {
    const { hostname, port, name, room } = seat;
    const conn = await Deno.connect({ hostname, port });
    const member = new LiveMember(voice, seat, conn, onChange);
    await member.#write(voice.enter(name, room));
    return member;
  }

  get name(): string {
    return this.seat.name;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Says its next message: a number and the time. */
  async say(): Promise<void> {
    const text = `number ${this.sent++} at ${performance.now()}`;
    await this.#write(this.voice.say(this.seat, text));
  }

  /** Leaves. */
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
        this.#take(buffer.subarray(0, count));
        this.#onChange();
      }
      this.#complain("The server has closed its connection");
    } catch (error) {
      this.#complain(`Its connection has failed: ${(error as Error).message}`);
    }
    this.#close();
    this.#onChange();
  }

  #close(): void {
    try {
      this.conn.close();
    } catch {
      // It has been closed before.
    }
  }

  #complain(problem: string): void {
    if (!this.#isLeaving) this.problem ??= problem;
  }

  #take(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    let at = 0;
    for (;;) {
      const { frameSize } = this.voice;
      const end = frameSize ? at + frameSize : all.indexOf(0x0a, at) + 1;
      if (end > all.length || end === 0) break;
      this.#hear(new TextDecoder().decode(all.subarray(at, end)).replace(/\n$/, ""));
      at = end;
    }
    this.#rest = all.slice(at);
  }

  #hear(message: string): void {
    if (this.voice.isReady(message)) this.#isReady = true;
    if (this.voice.isReceipt(message)) this.receipts++;
    const [from, text] = this.voice.hear(message) ?? [];
    const [, number, time] = /^number (\d+) at ([\d.]+)$/.exec(text ?? "") ?? [];
    if (from === undefined || number === undefined) return;
    const expected = this.heard.get(from) ?? 0;
    if (Number(number) !== expected) {
      this.problem ??= `It has heard ${from}'s message ${number} instead of ${expected}`;
    }
    this.heard.set(from, Number(number) + 1);
    this.slowest = Math.max(this.slowest, performance.now() - Number(time));
  }
}
