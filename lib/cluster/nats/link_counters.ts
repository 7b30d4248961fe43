import type { NatsConnection } from "./package.ts";

/** What a link has carried since the start. Bytes are those of payloads and headers. */
export interface LinkCounters {
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Messages that were dropped because there was no connection, or because they were too large. */
  readonly dropped: number;
  readonly reconnects: number;
  /** How often a connection was given up because it was too slow. */
  readonly slowLinks: number;
}

export const NOTHING: LinkCounters = {
  messagesIn: 0,
  messagesOut: 0,
  bytesIn: 0,
  bytesOut: 0,
  dropped: 0,
  reconnects: 0,
  slowLinks: 0,
};

/** Returns counters with what one more connection has carried. */
export function carried(
  counters: LinkCounters,
  { inMsgs, outMsgs, inBytes, outBytes }: ReturnType<NatsConnection["stats"]>,
): LinkCounters {
  const { messagesIn, messagesOut, bytesIn, bytesOut } = counters;
  return {
    ...counters,
    messagesIn: messagesIn + inMsgs,
    messagesOut: messagesOut + outMsgs,
    bytesIn: bytesIn + inBytes,
    bytesOut: bytesOut + outBytes,
  };
}
