import { autoDialect } from "../../lib/dialects/auto.ts";
import { makeDialects } from "../../lib/dialects/dialects.ts";
import type { Status } from "../../lib/net/status.ts";
import { ChatServer, type ChatServerOptions } from "../../lib/serving/chat_server.ts";
import type { SocketWrapper } from "../../lib/transport/socket.ts";
import { TcpSource } from "../../lib/transport/tcp_source.ts";
import { WrappedSource } from "../../lib/transport/wrapped_source.ts";
import { DEADLINE_MS } from "../support/deadline.ts";

/** A chat server in this process, on ports of the loopback interface. */
export class LoopbackChat implements AsyncDisposable {
  readonly server: ChatServer;
  readonly ports: readonly number[];
  readonly statuses: Status[] = [];
  readonly #run: Promise<void>;
  #nextStatus = Promise.withResolvers<void>();

  /**
   * @param sources The number of ports to listen on.
   * @param wrappers The protocols between TCP and the chat.
   */
  constructor(
    options: Partial<ChatServerOptions> = {},
    sources = 1,
    wrappers: readonly SocketWrapper[] = [],
  ) {
    const listeners = Array.from(
      { length: sources },
      () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
    );
    this.ports = listeners.map(({ addr }) => addr.port);
    this.server = new ChatServer({
      sources: listeners.map((listener) => new WrappedSource(new TcpSource(listener), wrappers)),
      dialect: autoDialect(makeDialects({ maxLine: 1000, strict: false })),
      maxUsers: 100,
      maxChannels: 100,
      maxPending: 100,
      loginTimeout: 60_000,
      onStatus: (status) => {
        this.statuses.push(status);
        this.#nextStatus.resolve();
        this.#nextStatus = Promise.withResolvers();
      },
      ...options,
    });
    this.#run = this.server.run();
  }

  get port(): number {
    return this.ports[0]!;
  }

  /** The addresses of the users who are logged in. */
  get users(): readonly string[] {
    return this.server.hub.userAddresses;
  }

  /** Waits until a status of that type has been reported; returns the first. */
  async status<Type extends Status["type"]>(type: Type): Promise<Status & { type: Type }> {
    const missed = Promise.withResolvers<never>();
    const deadline = setTimeout(
      () => missed.reject(new Error(`No status "${type}" came`)),
      DEADLINE_MS,
    );
    try {
      for (;;) {
        const status = this.statuses.find((status) => status.type === type);
        if (status) return status as Status & { type: Type };
        await Promise.race([this.#nextStatus.promise, missed.promise]);
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
    await this.#run;
    // The last turn of reading ends by a timer.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
