import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import type { Dialect, Peer, Session } from "../dialects/dialect.ts";
import type { FanOut } from "./fan_out.ts";
import type { FlushPass } from "./flush_pass.ts";
import type { Laggards } from "./laggards.ts";
import { Outbox } from "./outbox.ts";
import { ReadBuffer } from "./read_buffer.ts";
import type { Status } from "./status.ts";

/** How long a client may take to read the rest and to close once its connection ends, in milliseconds. */
const LINGER = 5000;

/** What the connections of a server have in common. */
export interface Shared {
  readonly hub: Hub;
  readonly fanOut: FanOut;
  readonly flushPass: FlushPass;
  readonly laggards: Laggards;
  /** For how long a client may say nothing before it has logged in, in milliseconds. */
  readonly loginTimeout: number;
  onStatus(status: Status): void;
}

/** One client: what its socket brings goes to a session, what its outbox holds goes to its socket. */
export class Connection implements Peer {
  readonly outbox = new Outbox(() => this.#flush());
  readonly #conn: Deno.TcpConn;
  readonly #peer: Deno.NetAddr;
  readonly #shared: Shared;
  readonly #session: Session;
  readonly #finished = Promise.withResolvers<void>();
  #user: User | undefined;
  #reason = "disconnected";
  /** At most one write is under way: the outbox says how far it got. */
  #writing = false;
  /** The client will send nothing more. */
  #readToEnd = false;
  /** Nothing more is taken from the client; what is queued for it is still written. */
  #ending = false;
  #halfClosed = false;
  #closed = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  constructor(conn: Deno.TcpConn, dialect: Dialect, shared: Shared) {
    this.#conn = conn;
    this.#peer = conn.remoteAddr;
    this.#shared = shared;
    this.#session = dialect.open(shared.hub, this);
  }

  /** Serves the client. Resolves when its connection is closed, and never rejects. */
  async run(): Promise<void> {
    const { onStatus } = this.#shared;
    onStatus({ type: "connected", peer: this.#peer });
    try {
      this.#conn.setNoDelay();
      this.#conn.setKeepAlive();
      await this.#read();
      this.#logout();
    } catch (error) {
      onStatus({ type: "failed", doing: "Cannot serve a client", error });
      this.drop("internal error");
    }
    onStatus({ type: "left", peer: this.#peer, name: this.#user?.name, reason: this.#reason });
    this.#readToEnd = true;
    this.end(this.#reason);
    await this.#finished.promise;
  }

  send(bytes: Uint8Array): void {
    this.outbox.send(bytes);
    this.#shared.flushPass.add(this.outbox);
  }

  identify(user: User, dialect: Dialect): void {
    const { fanOut, onStatus } = this.#shared;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    this.#user = user;
    fanOut.add(user, { dialect, outbox: this.outbox });
    onStatus({ type: "named", peer: this.#peer, name: user.name, dialect: dialect.name });
  }

  end(reason: string): void {
    if (this.#closed) return;
    if (!this.#ending) this.#reason = reason;
    this.#ending = true;
    if (this.#user) this.#shared.fanOut.remove(this.#user);
    this.#lingering ??= setTimeout(() => this.#close(), LINGER);
    this.#shared.flushPass.add(this.outbox);
  }

  /** Closes the connection at once, whatever is queued. */
  drop(reason: string): void {
    this.#reason = reason;
    this.#close();
  }

  async #read(): Promise<void> {
    const { laggards } = this.#shared;
    const buffer = new ReadBuffer();
    for (;;) {
      this.#expectLogin();
      let count: number | null;
      try {
        count = await this.#conn.read(buffer.bytes);
      } catch {
        // A reset by the client, or our own close.
        if (!this.#closed) this.drop("connection reset");
        return;
      }
      if (count === null) return;
      if (this.#ending) continue;
      this.#session.receive(buffer.taken(count));
      laggards.blame((outbox) => outbox === this.outbox);
      const relief = laggards.relief();
      if (relief) await relief;
    }
  }

  #expectLogin(): void {
    if (this.#user || this.#ending) return;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.end("silent for too long"), this.#shared.loginTimeout);
  }

  #logout(): void {
    this.#session.close();
    if (this.#user) this.#shared.fanOut.remove(this.#user);
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
    // To close with bytes unread would reset the connection, and what is on its way would be lost.
    this.#conn.closeWrite().catch(() => this.#close());
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#silence);
    clearTimeout(this.#lingering);
    this.#shared.laggards.remove(this.outbox);
    this.#conn.close();
    this.#finished.resolve();
  }
}
