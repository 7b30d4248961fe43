import type { Outlet, Session } from "../dialects/dialect.ts";
import type { Address } from "./client_addresses.ts";
import type { Counters } from "./counters.ts";
import type { Flushable, FlushPass } from "./flush_pass.ts";
import type { Laggards, Receiver } from "./slow_consumers.ts";
import { Outbox } from "./outbox.ts";
import { Allowance, type Rates } from "./rates.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { type Socket, SocketError } from "../transport/socket.ts";
import type { Status } from "./status.ts";

/** How long a client may take to read the rest and to close once its connection ends, in milliseconds. */
const LINGER = 5000;

/** The same for one that has to be told why it is expelled: it was not reading. */
const EXPELLED_LINGER = 30_000;

/**
 * How much of a read is handed on before it is looked at what it led to, in bytes: a few commands may
 * be answered by megabytes. And how much is worth a look.
 */
const MOST_AT_ONCE = 4096;
const MUCH = 256 * 1024;

/** What the connections of a server have in common. */
export interface Shared {
  readonly flushPass: FlushPass;
  readonly laggards: Laggards;
  readonly counters: Counters;
  readonly rates: Rates;
  onStatus(status: Status): void;
  onClosed(connection: Connection): void;
}

/** What takes what one connection brings. */
export interface Handler extends Session {
  /** Who the client turned out to be, for the operator. */
  readonly name?: string | undefined;
  /** What the client turned out to speak. */
  readonly dialect?: string | undefined;

  /** The client has said nothing for as long as it may: {@linkcode Connection.maxSilence}. */
  silent(): void;
}

/**
 * One client: what its socket brings goes to a handler, what its outbox holds goes to its socket.
 *
 * Most connections are idle most of the time, and a server has thousands: what they keep is little.
 */
export class Connection implements Outlet, Receiver, Flushable {
  readonly outbox = new Outbox(this);
  /** Where it comes from, with all that come from there. */
  readonly address: Address;
  /** Whether more connections come from there than may. */
  readonly isCrowded: boolean;
  readonly peer: Deno.NetAddr;
  /** For how long the client may say nothing, in milliseconds. */
  maxSilence = Infinity;
  readonly #conn: Socket;
  readonly #shared: Shared;
  readonly #handler: Handler;
  #reason = "disconnected";
  /** At most one write is under way, of so many bytes: the outbox says how far it got. */
  #underWay = 0;
  #ticks = 0;
  /** The client will send nothing more. */
  #readToEnd = false;
  /** Nothing more is taken from the client; what is queued for it is still written. */
  #ending = false;
  #halfClosed = false;
  #closed = false;
  #released = false;
  #hasLeft = false;
  readonly #allowance: Allowance;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /** @param open Makes the handler, which may send from the start. */
  constructor(
    conn: Socket,
    { address, isCrowded }: { address: Address; isCrowded: boolean },
    open: (connection: Connection) => Handler,
    shared: Shared,
  ) {
    this.#conn = conn;
    this.peer = conn.remoteAddr;
    this.address = address;
    this.isCrowded = isCrowded;
    this.#shared = shared;
    this.#allowance = new Allowance(shared.rates, address);
    this.#handler = open(this);
  }

  /** What the client turned out to speak. */
  get dialect(): string | undefined {
    return this.#handler.dialect;
  }

  /** Serves the client. Resolves when it has nothing more to say, and never rejects. */
  async run(): Promise<void> {
    const { counters, onStatus } = this.#shared;
    onStatus({ type: "connected", peer: this.peer });
    const buffer = new ReadBuffer();
    try {
      this.#conn.setNoDelay();
      this.#conn.setKeepAlive();
      for (;;) {
        if (this.maxSilence < Infinity) this.#expectMore();
        let count: number | null;
        try {
          count = await this.#conn.read(buffer.bytes);
        } catch (error) {
          if (error instanceof SocketError) {
            this.end(error.message);
            continue;
          }
          // A reset by the client, or our own close.
          if (!this.#closed) this.drop("connection reset");
          break;
        }
        if (this.#silence !== undefined) this.#expectNothing();
        if (count === null) break;
        counters.receivedBytes += count;
        if (this.#ending) continue;
        const bytes = buffer.taken(count);
        for (let at = 0; at < count && !this.#ending; at += MOST_AT_ONCE) {
          const relief = this.#take(bytes.subarray(at, at + MOST_AT_ONCE));
          if (relief) await relief;
          // Only what has been tried to be written counts as lagging.
          if (this.outbox.ownBacklog > MUCH) await new Promise((resolve) => setTimeout(resolve));
        }
        if (this.#allowance.isUsedUp) await this.#holdBack();
      }
    } catch (error) {
      this.#failed(error);
    }
    this.#readToEnd = true;
    this.#release();
    this.#leave();
    this.end(this.#reason);
  }

  send(bytes: Uint8Array): void {
    this.outbox.send(bytes);
    this.#shared.flushPass.add(this.outbox);
  }

  end(reason: string): void {
    if (this.#closed) return;
    if (!this.#ending) this.#reason = reason;
    this.#ending = true;
    this.#expectNothing();
    this.#lingering ??= setTimeout(() => this.#close(), LINGER);
    this.#shared.flushPass.add(this.outbox);
  }

  /**
   * Ends the connection of one who does not take what is sent. What waits for it is forgotten, but
   * for the reason; others hear at once that it has left.
   */
  expel(reason: string): void {
    if (this.#closed || this.#ending && this.#released) return;
    this.#reason = reason;
    this.#ending = true;
    this.#release();
    this.#shared.laggards.remove(this.outbox);
    this.outbox.cut(this.#underWay);
    this.#handler.tell?.(reason);
    this.#leave();
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(() => this.#close(), EXPELLED_LINGER);
    this.end(reason);
  }

  /** Closes the connection at once, whatever is queued. */
  drop(reason: string): void {
    if (!this.#hasLeft) this.#reason = reason;
    this.#close();
  }

  /** Whether a write is under way. */
  get isWriting(): boolean {
    return this.#underWay > 0;
  }

  /** Counts the calls since a write has last got on, this one included. */
  tick(): number {
    return ++this.#ticks;
  }

  #take(bytes: Uint8Array): Promise<unknown> | undefined {
    this.#allowance.use(bytes.length);
    const { laggards } = this.#shared;
    return laggards.reliefFrom(() => {
      this.#handler.receive(bytes);
      // Who does not take the answers is not asked for more questions either.
      laggards.blame(this.outbox);
    });
  }

  /** Reads nothing for a while: the client is slowed down, and loses nothing. */
  async #holdBack(): Promise<void> {
    for (;;) {
      const wait = this.#allowance.renew();
      if (wait === 0 || this.#ending) return;
      if (wait === Infinity) return this.expel("too much for too long");
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  #expectMore(): void {
    if (!this.#ending) this.#silence = setTimeout(() => this.#handler.silent(), this.maxSilence);
  }

  #expectNothing(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }

  /** Tells the handler, once, that nothing more comes. */
  #release(): void {
    if (this.#released) return;
    this.#released = true;
    try {
      this.#handler.close();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#shared.onStatus({ type: "failed", doing: "Cannot serve a client", error });
    this.drop("internal error");
  }

  /** Tells the operator, once. */
  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#shared.counters.left(this.#reason);
    const { name } = this.#handler;
    this.#shared.onStatus({ type: "left", peer: this.peer, name, reason: this.#reason });
  }

  flush(): void {
    if (this.#closed) return;
    if (this.#underWay > 0) {
      if (!this.#released) this.#shared.laggards.check(this);
      return;
    }
    const bytes = this.outbox.peek();
    if (bytes.length === 0) {
      if (this.#ending) this.#written();
      return;
    }
    this.#underWay = bytes.length;
    this.#conn.write(bytes).then((count) => this.#onWritten(count), () => this.#onBroken());
  }

  #onWritten(count: number): void {
    this.#underWay = 0;
    this.#ticks = 0;
    this.#shared.counters.sentBytes += count;
    this.outbox.written(count);
    this.#shared.laggards.progressed(this.outbox);
    this.flush();
  }

  #onBroken(): void {
    if (!this.#closed) this.drop("connection reset");
  }

  /** All that was queued has been written, and nothing more will come. */
  #written(): void {
    if (this.#readToEnd) return this.#close();
    if (this.#halfClosed) return;
    this.#halfClosed = true;
    // For the operator that is the end, although the client may take its time to close.
    this.#leave();
    // To close with bytes unread would reset the connection, and what is on its way would be lost.
    this.#conn.closeWrite().catch(() => this.#close());
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // A read may have brought something in the same turn: nobody is there any more who says it.
    this.#ending = true;
    this.#expectNothing();
    clearTimeout(this.#lingering);
    this.#conn.close();
    this.#release();
    this.#leave();
    this.#shared.laggards.remove(this.outbox);
    this.#shared.onClosed(this);
  }
}
