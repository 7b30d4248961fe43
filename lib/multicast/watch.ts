import { isHeard } from "./echo.ts";

/** How often the network is looked at, in milliseconds. */
const INTERVAL = 1000;

/** What a {@linkcode Watch} is made with. */
export interface WatchOptions {
  /** The address of the interface. */
  readonly address: string;
  /** Makes good what a socket loses with its interface. If it rejects, the network is not back yet. */
  recover(): Promise<void>;
  /** Called when the network goes away, and when it is back. */
  onChange(isUp: boolean): void;
}

/** Sees a network go away and come back: the system tells nobody. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #stopped = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #isUp = true;
  #hasBeenUp = false;
  #looking: Promise<void> | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.look(), INTERVAL);
  }

  /** Whether the network was up once: what hides it is no firewall, then. */
  get hasBeenUp(): boolean {
    return this.#hasBeenUp;
  }

  /** Looks, and says whether what is sent now is certainly lost. */
  async isDown(): Promise<boolean> {
    if (!this.#hasBeenUp) return false;
    await this.look();
    return !this.#isUp;
  }

  /** Looks at once. Never rejects. */
  look(): Promise<void> {
    return this.#looking ??= this.#look().finally(() => this.#looking = undefined);
  }

  /** Ends it. Nothing is told any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopped.abort();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { signal } = this.#stopped;
    const { address, recover, onChange } = this.#options;
    if (signal.aborted) return;
    let isUp = await isHeard(address, signal);
    if (isUp && !this.#isUp) isUp = await recover().then(() => true, () => false);
    if (signal.aborted) return;
    const isNews = isUp !== this.#isUp;
    this.#isUp = isUp;
    this.#hasBeenUp ||= isUp;
    if (isNews) onChange(isUp);
  }
}
