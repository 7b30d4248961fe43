import { carriesMulticast } from "./echo.ts";

const CHECK_INTERVAL_MS = 1000;

/**
 * How often a member joins its group again by default, in milliseconds. A switch that looks at IGMP
 * forgets a member after some four minutes, unless a router asks for its members.
 */
const DEFAULT_REJOIN_INTERVAL_MS = 90_000;

/** The options of an {@linkcode InterfaceMonitor}. */
export interface InterfaceMonitorOptions {
  /** The address of the interface. */
  readonly address: string;
  /**
   * Joins the group again, because a socket loses its membership with its interface, and because
   * switches forget it. If it rejects, the interface counts as down.
   */
  rejoin(): Promise<void>;
  /** How often to join again, in milliseconds. */
  readonly rejoinIntervalMs?: number | undefined;
  /** Called when the interface goes down, and when it is up again. */
  onChange(isUp: boolean): void;
}

/** A monitor of one interface. It polls, because Deno does not report changes of interfaces. */
export class InterfaceMonitor {
  readonly #options: InterfaceMonitorOptions;
  readonly #stopped = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #isUp = true;
  #hasBeenUp = false;
  #joinedAt = performance.now();
  #checking: Promise<void> | undefined;

  constructor(options: InterfaceMonitorOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.check(), CHECK_INTERVAL_MS);
  }

  /** Whether the interface has ever been up. If so, no firewall hides it. */
  get hasBeenUp(): boolean {
    return this.#hasBeenUp;
  }

  /** Checks the interface, and reports whether datagrams that are sent now are certainly lost. */
  async isDown(): Promise<boolean> {
    if (!this.#hasBeenUp) return false;
    await this.check();
    return !this.#isUp;
  }

  /** Checks the interface at once. Never rejects. */
  check(): Promise<void> {
    return this.#checking ??= this.#check().finally(() => this.#checking = undefined);
  }

  /** Stops the monitor, which then makes no more calls. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopped.abort();
    await this.#checking;
  }

  async #check(): Promise<void> {
    const { signal } = this.#stopped;
    const { address, onChange } = this.#options;
    if (signal.aborted) return;
    let isUp = await carriesMulticast(address, signal);
    if (signal.aborted) return;
    if (isUp && (!this.#isUp || this.#isForgotten)) isUp = await this.#rejoin();
    if (signal.aborted) return;
    const hasChanged = isUp !== this.#isUp;
    this.#isUp = isUp;
    this.#hasBeenUp ||= isUp;
    if (hasChanged) onChange(isUp);
  }

  get #isForgotten(): boolean {
    const { rejoinIntervalMs = DEFAULT_REJOIN_INTERVAL_MS } = this.#options;
    return performance.now() - this.#joinedAt >= rejoinIntervalMs;
  }

  /** Returns whether it worked. */
  async #rejoin(): Promise<boolean> {
    try {
      await this.#options.rejoin();
      this.#joinedAt = performance.now();
      return true;
    } catch {
      return false;
    }
  }
}
