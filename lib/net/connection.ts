import type { Outlet, Session } from "../dialects/dialect.ts";
import type { Counters } from "./counters.ts";
import type { FlushPass } from "./flush_pass.ts";
import type { Laggards } from "./laggards.ts";
import { Outbox } from "./outbox.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { type Socket, SocketError } from "./socket.ts";
import type { Status } from "./status.ts";

/** How long a client may take to read the rest and to close once its connection ends, in milliseconds. */
const LINGER = 5000;

/** What the connections of a server have in common. */
export interface Shared {
  readonly flushPass: FlushPass;
  readonly laggards: Laggards;
  readonly counters: Counters;
  onStatus(status: Status): void;
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

/** One client: what its socket brings goes to a handler, what its outbox holds goes to its socket. */
export class Connection implements Outlet {
  readonly outbox = new Outbox(() => this.#flush());
  readonly peer: Deno.NetAddr;
  /** For how long the client may say nothing, in milliseconds. */
  maxSilence = Infinity;
  readonly #conn: Socket;
  readonly #shared: Shared;
  readonly #handler: Handler;
  readonly #finished = Promise.withResolvers<void>();
  #reason = "disconnected";
  /** At most one write is under way: the outbox says how far it got. */
  #writing = false;
  /** The client will send nothing more. */
  #readToEnd = false;
  /** Nothing more is taken from the client; what is queued for it is still written. */
  #ending = false;
  #halfClosed = false;
  #closed = false;
  #hasLeft = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /** @param open Makes the handler, which may send from the start. */
  constructor(conn: Socket, open: (connection: Connection) => Handler, shared: Shared) {
    this.#conn = conn;
    this.peer = conn.remoteAddr;
    this.#shared = shared;
    this.#handler = open(this);
  }

  /** What the client turned out to speak. */
  get dialect(): string | undefined {
    return this.#handler.dialect;
  }

  /** Serves the client. Resolves when its connection is closed, and never rejects. */
  async run(): Promise<void> {
    const { onStatus } = this.#shared;
    onStatus({ type: "connected", peer: this.peer });
    try {
      await this.#read().finally(() => this.#handler.close());
    } catch (error) {
      onStatus({ type: "failed", doing: "Cannot serve a client", error });
      this.drop("internal error");
    }
    this.#leave();
    this.#readToEnd = true;
    this.end(this.#reason);
    await this.#finished.promise;
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

  /** Closes the connection at once, whatever is queued. */
  drop(reason: string): void {
    this.#reason = reason;
    this.#close();
  }

  async #read(): Promise<void> {
    this.#conn.setNoDelay();
    this.#conn.setKeepAlive();
    const { laggards, counters } = this.#shared;
    const buffer = new ReadBuffer();
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
        return;
      }
      if (this.#silence !== undefined) this.#expectNothing();
      if (count === null) return;
      counters.receivedBytes += count;
      if (this.#ending) continue;
      const bytes = buffer.taken(count);
      const relief = laggards.reliefFrom(() => {
        this.#handler.receive(bytes);
        // Who does not take the answers is not asked for more questions either.
        laggards.blame(this.outbox);
      });
      if (relief) await relief;
    }
  }

  #expectMore(): void {
    if (!this.#ending) this.#silence = setTimeout(() => this.#handler.silent(), this.maxSilence);
  }

  #expectNothing(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }

  /** Tells the operator, once. */
  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#shared.counters.left(this.#reason);
    const { name } = this.#handler;
    this.#shared.onStatus({ type: "left", peer: this.peer, name, reason: this.#reason });
  }

  #flush(): void {
    if (this.#closed) return;
    if (this.#writing) {
      this.#shared.laggards.check(this.outbox, (reason) => this.drop(reason));
      return;
    }
    const bytes = this.outbox.peek();
    if (bytes.length === 0) {
      if (this.#ending) this.#written();
      return;
    }
    this.#writing = true;
    this.#conn.write(bytes).then(this.#onWritten, this.#onBroken);
  }

  readonly #onWritten = (count: number) => {
    this.#writing = false;
    this.#shared.counters.sentBytes += count;
    this.outbox.written(count);
    this.#shared.laggards.progressed(this.outbox);
    this.#flush();
  };

  readonly #onBroken = () => {
    if (!this.#closed) this.drop("connection reset");
  };

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
    this.#expectNothing();
    clearTimeout(this.#lingering);
    this.#shared.laggards.remove(this.outbox);
    this.#conn.close();
    this.#finished.resolve();
  }
}
