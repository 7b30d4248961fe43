import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Counters } from "./counters.ts";
import type { FlushPass } from "./flush_pass.ts";
import type { InternalErrors } from "./internal_errors.ts";
import type { Rates } from "./rates.ts";
import type { ReadTurns } from "./read_turns.ts";
import type { SlowConsumers } from "./slow_consumers.ts";
import type { Status } from "./status.ts";
import type { WriteQueue } from "./write_queue.ts";

/** The things that all connections of a server share. */
export interface Shared {
  readonly clock: Clock;
  readonly flushPass: FlushPass;
  readonly readTurns: ReadTurns;
  readonly writeQueue: WriteQueue;
  readonly slowConsumers: SlowConsumers;
  readonly counters: Counters;
  readonly rates: Rates;
  /** Gets every exception that nobody expected. */
  readonly internalErrors: InternalErrors;
  /** Resolves before input of a client is processed, if there is something that goes first. Never rejects. */
  readonly beforeInput: (() => Promise<void>) | undefined;
  /** Called before each write to a client. It must not throw. */
  beforeWrite(): void;
  onStatus(status: Status): void;
  onClosed(connection: Connection): void;
}
