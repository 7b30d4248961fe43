/**
 * The parts of a flood. A flood runs in a worker of its own, so that it cannot delay the honest pair.
 *
 * @module
 */

/** The usual maximum of the honest round trip's 99th percentile. */
export const MAX_P99_MS = 100;

/** A way in which users misbehave while an honest pair exchanges messages. */
export interface Flood {
  readonly name: string;
  /** The misbehaviour in a few words. */
  readonly title: string;
  /** How long the flood lasts, if it has to last longer than usual. */
  readonly seconds?: number;
  /** The maximum of the honest round trip's 99th percentile. */
  readonly maxP99Ms: number;
  /** Additional flags of the server. */
  flags?(quick: boolean): string[];
  /** Connects the users. They are idle until the attack begins. */
  prepare(target: Target): Promise<Attack>;
}

/** The server under attack. */
export interface Target {
  readonly port: number;
  readonly pid: number;
  /** Whether few users and little time suffice. */
  readonly quick: boolean;
}

/** A flood whose users are connected. */
export interface Attack {
  /** Starts the flood. Resolves when it is under way. */
  begin(): Promise<void>;
  /** Stops the flood. */
  end(): Promise<Outcome>;
}

/** The effects of a flood on the users, besides the honest pair. */
export interface Outcome {
  readonly honestUsers: number;
  readonly disconnected: number;
  /** More about this flood, such as how much was sent. */
  readonly details: string;
}

/** Returns the number of users in a large channel. */
export function crowdSize({ quick }: Target): number {
  return quick ? 200 : 1000;
}

/** Resolves after a number of milliseconds. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
