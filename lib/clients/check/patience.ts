/** The shortest time after which silence counts, and the shortest pause between two clients. */
const MIN_QUIET_MS = 100;
const MIN_SETTLE_MS = 25;

/** How many answers tell how fast the server is: a machine that was busy once is forgotten. */
const REMEMBERED_ANSWERS = 12;

/** How long all tries of one case may take. */
const MAX_TRIES_MS = 5000;

/** Until the server has answered so often, it may be as slow as this. */
const MIN_ANSWERS = 3;
const ASSUMED_ANSWER_MS = 150;

/** After this many cases without a single byte from the server, waiting gets shorter. */
const SILENT_CASES = 3;
const SILENT_FACTOR = 0.25;

/** After this many missing notices, a server that has sent none is taken for one that sends none. */
const MAX_MISSING_NOTICES = 3;

/** How long to wait for a server, from how fast it has answered so far. */
export class Patience {
  readonly #timeoutMs: number;
  /** How long the last answers took. */
  readonly #answersMs: number[] = [];
  #silentCases = 0;
  /** How often a notice that prepares a case has come, and how often not. */
  readonly #notices = { came: 0, missing: 0 };

  /** @param timeoutMs The longest time to wait for an answer. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Learns from an answer how fast the server is. */
  noteAnswer(milliseconds: number): void {
    this.#answersMs.push(milliseconds);
    if (this.#answersMs.length > REMEMBERED_ANSWERS) this.#answersMs.shift();
  }

  get #slowestAnswerMs(): number {
    const isKnown = this.#answersMs.length >= MIN_ANSWERS;
    return Math.max(isKnown ? 0 : ASSUMED_ANSWER_MS, ...this.#answersMs);
  }

  /** Learns whether the server sent anything during a case. */
  noteCase(hasReceived: boolean): void {
    this.#silentCases = hasReceived ? 0 : this.#silentCases + 1;
  }

  /** Returns every how many of `count` tries to make, so that a slow server takes not too long. */
  strideFor(count: number): number {
    return Math.max(1, Math.ceil(count * this.#slowestAnswerMs / MAX_TRIES_MS));
  }

  /** Learns whether the server has sent a notice that it had to send while a case is prepared. */
  noteNotice(hasCome: boolean): void {
    if (hasCome) this.#notices.came++;
    else this.#notices.missing++;
  }

  /** How long to wait for such a notice: not long if the server never sends any. */
  get noticeMs(): number {
    const { came, missing } = this.#notices;
    return came > 0 || missing < MAX_MISSING_NOTICES ? this.answerMs : this.quietMs;
  }

  /** How long to wait for an answer: less for a server that answers nothing at all. */
  get answerMs(): number {
    return this.#silentCases < SILENT_CASES ? this.#timeoutMs : this.#timeoutMs * SILENT_FACTOR;
  }

  /** How long nothing has to come until it counts as silence. */
  get quietMs(): number {
    return Math.min(this.answerMs, Math.max(MIN_QUIET_MS, 2 * this.#slowestAnswerMs + 50));
  }

  /** How long to wait until the server has processed what it does not answer. */
  get settleMs(): number {
    return Math.min(this.answerMs, Math.max(MIN_SETTLE_MS, 1.5 * this.#slowestAnswerMs + 10));
  }
}

/** Waits. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Returns the value of a promise, or `undefined` if it is still pending after `milliseconds`. */
export async function withinTime<Value>(
  promise: Promise<Value>,
  milliseconds: number,
): Promise<Value | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(late.resolve, milliseconds, undefined);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
