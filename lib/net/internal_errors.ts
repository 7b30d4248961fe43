import type { Clock, Timer } from "./clock.ts";
import type { Status } from "./status.ts";

/** How often repetitions of an error that was reported already are reported, in milliseconds. */
const REPEATS_INTERVAL_MS = 60_000;

/** The maximum number of errors that are told apart. All further ones count as one. */
const MAX_KINDS = 100;
const OTHER_KINDS = "other";

/** How many calls at the top of a stack tell errors apart. Those below differ with the input's timing. */
const MAX_FRAMES = 3;

/** The errors from one place. */
interface Kind {
  readonly doing: string;
  readonly error: unknown;
  /** How often it happened since it was last reported. */
  repeats: number;
}

/** Gets the exceptions that nobody expected, which are bugs. */
export interface BugReporter {
  /**
   * Reports an exception. Never throws.
   *
   * @param doing What failed: `Cannot serve a client`.
   */
  report(doing: string, error: unknown): void;
}

/**
 * The last resort of a server: an exception that nobody expected is counted and reported, and the
 * server goes on. An error that happens again and again is reported with its stack once, and then
 * with its number of repetitions once a minute: it must not fill a disk.
 */
export class InternalErrors implements BugReporter {
  readonly #clock: Clock;
  readonly #onStatus: (status: Status) => void;
  readonly #kinds = new Map<string, Kind>();
  #count = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, onStatus: (status: Status) => void) {
    this.#clock = clock;
    this.#onStatus = onStatus;
  }

  /** The number of errors so far. */
  get count(): number {
    return this.#count;
  }

  report(doing: string, error: unknown): void {
    this.#count++;
    const key = this.#keyOf(error);
    const known = this.#kinds.get(key);
    if (known) {
      known.repeats++;
      this.#timer ??= this.#clock.setTimer(REPEATS_INTERVAL_MS, () => this.#reportRepeats());
    } else {
      this.#kinds.set(key, { doing, error, repeats: 0 });
      this.#write(doing, error, 0);
    }
  }

  /** Calls a function, and reports what it throws. */
  guard(doing: string, callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.report(doing, error);
    }
  }

  /** Reports the last repetitions, when the server has stopped. */
  stop(): void {
    this.#timer?.cancel();
    this.#reportRepeats();
  }

  #reportRepeats(): void {
    this.#timer = undefined;
    for (const kind of this.#kinds.values()) {
      if (kind.repeats > 0) this.#write(kind.doing, kind.error, kind.repeats);
      kind.repeats = 0;
    }
  }

  #write(doing: string, error: unknown, repeats: number): void {
    try {
      this.#onStatus({ type: "internal-error", doing, error, repeats });
    } catch {
      // The log itself is broken: the count is all that is left.
    }
  }

  #keyOf(error: unknown): string {
    const key = framesOf(error);
    return this.#kinds.has(key) || this.#kinds.size < MAX_KINDS ? key : OTHER_KINDS;
  }
}

/** Returns the innermost places in a stack. The message is left out: it may quote what a stranger sent. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = String(error.stack).split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, MAX_FRAMES)].join("\n");
}
