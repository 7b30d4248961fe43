import type { Console } from "../../terminal/console.ts";

/** Which messages ring the bell: none, those for the user, or all from others. */
export const BELL_CHOICES = ["off", "mine", "all"] as const;

export type BellChoice = typeof BELL_CHOICES[number];

/** The shortest pause between two rings, in milliseconds. */
const PAUSE_MS = 1000;

const BELL = Uint8Array.of(0x07);

/** The terminal's bell. */
export class Bell {
  readonly #terminal: Console;
  readonly #choice: BellChoice;
  #lastRing = -Infinity;

  constructor(terminal: Console, choice: BellChoice) {
    this.#terminal = terminal;
    this.#choice = choice;
  }

  /** Rings for a message of another user, if the user wants that. */
  async ring(isForUser: boolean): Promise<void> {
    if (this.#choice === "off" || (this.#choice === "mine" && !isForUser)) return;
    const now = performance.now();
    if (now - this.#lastRing < PAUSE_MS) return;
    this.#lastRing = now;
    await this.#terminal.flushed();
    try {
      Deno.stdout.writeSync(BELL);
    } catch {
      // The terminal is gone, which the console notices.
    }
  }
}
