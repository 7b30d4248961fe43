import { ChatUser, type UserDialect } from "./chat_user.ts";
import { sleep } from "./flood.ts";

/** The pause before a user whom the server has disconnected comes back. */
const RECONNECT_MS = 20;

/** The options of a flooder. */
export interface FlooderOptions {
  readonly port: number;
  readonly dialect: UserDialect;
  /** The bytes that the user sends, again and again. */
  readonly bytes: Uint8Array;
  /** Whether the user never logs in, and connects anew for each send. */
  readonly isAnonymous?: boolean;
  /** The bytes that the user sends once, before the flood. */
  readonly prologue?: Uint8Array;
}

/** A misbehaving user: sends without a pause, and comes back when the server disconnects it. */
export class Flooder {
  readonly #options: FlooderOptions;
  #user: ChatUser | undefined;
  #isStopped = false;
  #sentBytes = 0;
  #startedAt = 0;
  #connections = 0;

  constructor(options: FlooderOptions) {
    this.#options = options;
  }

  /** Starts the flood. Resolves when the first bytes are sent. */
  async start(): Promise<void> {
    this.#startedAt = performance.now();
    await this.#connect();
    this.#run();
  }

  /** Stops the flood, and describes it. */
  stop(): string {
    this.#isStopped = true;
    this.#user?.close();
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const rate = this.#sentBytes / seconds / 2 ** 20;
    const again = this.#connections > 1 ? `, ${this.#connections} connections` : "";
    return `${rate.toFixed(rate < 10 ? 2 : 0)} MiB/s${again}`;
  }

  async #connect(): Promise<void> {
    const { port, dialect, isAnonymous, prologue } = this.#options;
    const name = `flooder${++this.#connections}`;
    const user = isAnonymous
      ? await ChatUser.connect(port, dialect)
      : await ChatUser.logIn(port, dialect, name);
    this.#user = user;
    user.readAll();
    await user.send(prologue ?? new Uint8Array());
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#user!.send(this.#options.bytes);
        this.#sentBytes += this.#options.bytes.length;
        if (!this.#options.isAnonymous) continue;
        this.#user!.close();
        await this.#connect();
      } catch {
        this.#user!.close();
        await sleep(RECONNECT_MS);
        if (!this.#isStopped) await this.#connect().catch(() => {});
      }
    }
  }
}
