import type { Clock, Timer } from "../net/clock.ts";

/** The shortest time between two reports, in milliseconds: changes often come together. */
const MIN_INTERVAL_MS = 1000;

/** The first of the pauses between two reports on one subject, in milliseconds: each is twice as long. */
const FIRST_PAUSE_MS = 125;

/** The longest time between two reports on one subject, in milliseconds. */
const MAX_PAUSE_MS = 60_000;

/** The maximum number of subjects whose pauses are remembered. */
const MAX_SUBJECTS = 1024;

/** What is new of a subject. */
export interface News<Item> {
  readonly subject: string;
  /** The latest item. */
  readonly item: Item;
  /** How many items have counted since the last report. */
  readonly times: number;
}

interface Subject<Item> {
  pending: { readonly item: Item } | undefined;
  times: number;
  toldAt: number;
  pauseMs: number;
}

/**
 * Reports the latest news of each subject: the first at once, those of the next second together. The
 * pauses of a subject that changes again and again become longer, up to a minute. The last state of
 * each is always reported.
 */
export class PacedNews<Item> {
  readonly #clock: Clock;
  readonly #report: (news: readonly News<Item>[]) => void;
  readonly #subjects = new Map<string, Subject<Item>>();
  #timer: Timer | undefined;

  constructor(clock: Clock, report: (news: readonly News<Item>[]) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Takes the latest item of a subject. Those that count are counted in the next report. */
  note(subject: string, item: Item, counts: boolean): void {
    const state = this.#subjects.get(subject) ?? {
      ...{ pending: undefined, times: 0, toldAt: -Infinity, pauseMs: 0 },
    };
    this.#subjects.delete(subject);
    this.#subjects.set(subject, state);
    const [oldest] = this.#subjects.keys();
    if (this.#subjects.size > MAX_SUBJECTS) this.#subjects.delete(oldest!);
    state.pending = { item };
    if (counts) state.times++;
    if (!this.#timer) this.#tell();
  }

  /** Reports what is left, and nothing more. */
  close(): void {
    this.#timer?.cancel();
    const left = this.#take(() => true);
    if (left.length > 0) this.#report(left);
  }

  #tell(): void {
    this.#timer = this.#clock.setTimer(MIN_INTERVAL_MS, () => {
      this.#timer = undefined;
      if ([...this.#subjects.values()].some(({ pending }) => pending)) this.#tell();
    });
    const now = this.#clock.now();
    const due = this.#take(({ toldAt, pauseMs }) => now - toldAt >= pauseMs);
    if (due.length > 0) this.#report(due);
  }

  #take(isDue: (state: Subject<Item>) => boolean): News<Item>[] {
    const now = this.#clock.now();
    const news: News<Item>[] = [];
    for (const [subject, state] of this.#subjects) {
      const { pending, times, toldAt, pauseMs } = state;
      if (!pending || !isDue(state)) continue;
      news.push({ subject, times, item: pending.item });
      const wasQuiet = now - toldAt > 2 * MAX_PAUSE_MS;
      state.pauseMs = wasQuiet ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, MAX_PAUSE_MS);
      Object.assign(state, { pending: undefined, times: 0, toldAt: now });
    }
    return news;
  }
}

/** Returns how often something has happened since the last report, for the end of a sentence. */
export function timesText(what: string, times: number): string {
  return ` (${what}${times === 1 ? "once" : `${times} times`} since the last notice)`;
}
