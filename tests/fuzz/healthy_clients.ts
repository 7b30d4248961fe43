import type { LiveChannel } from "../live/live_channel.ts";

/** Clients that use a program correctly, and must not notice the attacks. */
export interface HealthyClients extends AsyncDisposable {
  /** The first wrong or missing answer. */
  readonly problem: string | undefined;
  /** How long the slowest answer or message has taken. */
  readonly maxLatencyMs: number;
  /**
   * Stops, and waits for all outstanding answers and messages.
   *
   * @throws {Error} if some do not arrive.
   */
  settle(): Promise<void>;
  /** A summary of the work of the clients, for people. */
  readonly summary: string;
}

/** Returns the members of a channel as healthy clients. */
export function membersOf(channel: LiveChannel): HealthyClients {
  return {
    get problem() {
      return channel.problem;
    },
    get maxLatencyMs() {
      return channel.maxLatencyMs;
    },
    get summary() {
      return `${channel.counts.sent} messages sent, ${channel.counts.received} received`;
    },
    settle: () => channel.settle(),
    [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose](),
  };
}
