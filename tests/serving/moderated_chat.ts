import assert from "node:assert/strict";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import type { ChatServerOptions } from "../../lib/serving/chat_server.ts";
import { type Actor, SERVER_OPERATOR } from "../../lib/serving/commands/server_command.ts";
import { Moderation } from "../../lib/serving/moderation/moderation.ts";
import { Store } from "../../lib/store/store.ts";
import { TcpSource } from "../../lib/transport/tcp_source.ts";
import type { Socket, SocketSource } from "../../lib/transport/socket.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { LoopbackChat } from "./loopback_chat.ts";

/** The moment at which the time of a {@linkcode ModeratedChat} starts: noon of a day. */
export const NOON = new Date(2026, 10, 26, 12, 0).getTime();

/** A chat server in this process in which order is kept, and whose time a test moves. */
export class ModeratedChat implements AsyncDisposable {
  readonly store: Store;
  readonly moderation: Moderation;
  readonly chat: LoopbackChat;
  /** The address that the server takes each new connection to come from. */
  address = "192.0.2.1";
  now = NOON;

  /** @param path The file of the store; none for one in memory. */
  constructor(path?: string, options: Partial<ChatServerOptions> = {}) {
    this.store = new Store(path);
    this.moderation = new Moderation({
      store: this.store,
      now: () => this.now,
      onStatus: (status) => this.chat.statuses.push(status),
    });
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#port = listener.addr.port;
    const source = new AddressedSource(new TcpSource(listener), () => this.address);
    this.chat = new LoopbackChat({ sources: [source], moderation: this.moderation, ...options }, 0);
  }

  readonly #port: number;

  get port(): number {
    return this.#port;
  }

  /** The notices in the server's log. */
  get notices(): string[] {
    return this.chat.statuses.flatMap((it) => it.type === "notice" ? [it.text] : []);
  }

  /** Gives a command at the server's terminal, and returns the lines of the answer. */
  async operate(text: string): Promise<string[]> {
    return await this.#run(SERVER_OPERATOR, text);
  }

  /** Gives a command as a user who is logged in. */
  async command(name: string, text: string): Promise<string[]> {
    const user = this.chat.server.hub.user(name);
    assert(user, name);
    const { operators } = this.moderation;
    return await this.#run(
      { ...SERVER_OPERATOR, name, user, isOperator: operators.has(user) },
      text,
    );
  }

  async #run(actor: Actor, text: string): Promise<string[]> {
    const reply = await this.chat.server.commands.run(actor, text);
    assert(reply !== undefined, text);
    return reply instanceof Refusal ? [`refused: ${reply.explanation}`] : [...reply];
  }

  /** Makes all later changes of the store fail. */
  failWrites(): void {
    this.store.write = () => {
      throw new ExpectedError("Cannot write to the store");
    };
  }

  /** Registers a name, whose owner may then be an operator. */
  register(name: string, isOperator = false): void {
    this.store.database.prepare(`
      INSERT INTO accounts
        (key, name, created, salt, hash, cost, block_size, parallelization, is_operator)
      VALUES (?, ?, 0, x'', x'', 2, 1, 1, ?)
    `).run(name, name, isOperator ? 1 : 0);
  }

  /** Logs a user of the messenger dialect in, and has it create or enter a channel. */
  async messenger(name: string, channel?: string, form?: string): Promise<LineClient> {
    const body = form === undefined ? "" : ["", "", form];
    const client = await LineClient.connect(this.port, line("login", { source: name, body }));
    await client.hear(1);
    if (channel === undefined) return client;
    const action = this.chat.server.hub.channel(channel.slice(1)) ? "join" : "create";
    await client.say(line(action, { destination: channel }));
    await client.hear(1);
    return client;
  }

  /** Logs a user of the direct dialect in. */
  async direct(name: string): Promise<LineClient> {
    const client = await LineClient.connect(this.port, `HELLO-FROM ${name}\n`);
    assert.deepEqual(await client.hear(1), [`HELLO ${name}`]);
    return client;
  }

  /** Logs a user of the channel dialect in, and has it create or enter a channel. */
  async frames(name: string, channel: string): Promise<FrameClient> {
    const word = this.chat.server.hub.channel(channel) ? "/join" : "/create";
    const client = await FrameClient.connect(this.port, name, `${word} ${channel}`, "/list");
    await client.hear(1);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.chat[Symbol.asyncDispose]();
    this.store[Symbol.dispose]();
  }
}

/** Connections that seem to come from addresses which a test chooses. */
class AddressedSource implements SocketSource {
  readonly #source: SocketSource;
  readonly #address: () => string;

  constructor(source: SocketSource, address: () => string) {
    this.#source = source;
    this.#address = address;
  }

  async accept(): Promise<Socket> {
    const socket = await this.#source.accept();
    const remoteAddr = { hostname: this.#address(), port: socket.remoteAddr.port };
    return {
      remoteAddr,
      read: (buffer) => socket.read(buffer),
      write: (bytes) => socket.write(bytes),
      closeWrite: () => socket.closeWrite(),
      close: () => socket.close(),
    };
  }

  close(): void {
    this.#source.close();
  }
}
