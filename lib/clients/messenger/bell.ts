import type { Console } from "../../terminal/console.ts";

/** Which messages ring the bell: none, those for the user, or all from others. */
export const BELL_CHOICES = ["off", "mine", "all"] as const;

export type BellChoice = typeof BELL_CHOICES[number];

/** The shortest pause between two rings, in milliseconds. */
const PAUSE_MS = 1000;

const BELL = Uint8Array.of(0x07);

/** The parts of a {@linkcode Bell}. */
export interface BellParts {
  readonly choice: BellChoice;
  /** Where the bell rings. */
  readonly terminal: Pick<Console, "flushed">;
  /** Returns the time in milliseconds. */
  now?(): number;
  /** Writes to the terminal. */
  write?(bytes: Uint8Array): void;
}

/** The terminal's bell. It rings at most once a second. */
export class Bell {
  readonly #parts: Required<BellParts>;
  #lastRing = -Infinity;

  constructor(parts: BellParts) {
    const now = () => performance.now();
    const write = (bytes: Uint8Array) => void Deno.stdout.writeSync(bytes);
    this.#parts = { now, write, ...parts };
  }

  /**
   * Rings for a message of another user, if the user wants that.
   *
   * @param isForUser Whether the message is private, or mentions the user.
   */
  async ring(isForUser: boolean): Promise<void> {
    const { choice, terminal, now, write } = this.#parts;
    if (choice === "off" || (choice === "mine" && !isForUser)) return;
    const time = now();
    if (time - this.#lastRing < PAUSE_MS) return;
    this.#lastRing = time;
    await terminal.flushed();
    try {
      write(BELL);
    } catch {
      // The terminal is gone, which the console notices.
    }
  }
}
