import { Hub } from "../../lib/chat/hub.ts";
import type { User } from "../../lib/chat/user.ts";
import type { Dialect, Peer, Session } from "../../lib/dialects/dialect.ts";
import { FanOut } from "../../lib/serving/fan_out.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { Laggards, lagLimits } from "../../lib/net/slow_consumers.ts";
import { Outbox } from "../../lib/net/outbox.ts";

/** A server without sockets: what a client sends is answered before the call returns. */
export class Wire {
  readonly #fanOut = new FanOut(new FlushPass(), new Laggards(lagLimits(2 ** 20)));
  readonly hub: Hub;
  readonly #checkPassword: Peer["checkPassword"];

  constructor(
    options: { maxUsers?: number; maxChannels?: number; checkPassword?: Peer["checkPassword"] } =
      {},
  ) {
    this.hub = new Hub({ emit: (event) => this.#fanOut.deliver(event), ...options });
    this.#checkPassword = options.checkPassword;
  }

  connect(dialect: Dialect): WireClient {
    return new WireClient(dialect, this.hub, this.#fanOut, this.#checkPassword);
  }
}

/** One connection to a {@linkcode Wire}. */
export class WireClient implements Peer {
  isCrowded = false;
  readonly #outbox = new Outbox({ flush: () => {} });
  readonly #session: Session;
  readonly #fanOut: FanOut;
  #user: User | undefined;
  /** Why the server ended the connection. */
  ended: string | undefined;

  constructor(
    dialect: Dialect,
    hub: Hub,
    fanOut: FanOut,
    readonly checkPassword: Peer["checkPassword"],
  ) {
    this.#fanOut = fanOut;
    this.#session = dialect.open(hub, this);
  }

  send(bytes: Uint8Array): void {
    this.#outbox.send(bytes);
  }

  identify(user: User, dialect: Dialect): void {
    this.#user = user;
    this.#fanOut.add(user, { dialect, outbox: this.#outbox });
  }

  end(reason: string): void {
    this.ended = reason;
  }

  /** What the client writes. */
  write(bytes: Uint8Array): void {
    this.#session.receive(bytes);
  }

  /** All that came for the client since the last call. */
  read(): Uint8Array {
    const parts: number[] = [];
    while (this.#outbox.backlog > 0) {
      const bytes = this.#outbox.peek();
      parts.push(...bytes);
      this.#outbox.written(bytes.length);
    }
    return Uint8Array.from(parts);
  }

  tell(reason: string): void {
    this.#session.tell?.(reason);
  }

  close(): void {
    this.#session.close();
    if (this.#user) this.#fanOut.remove(this.#user);
  }
}
