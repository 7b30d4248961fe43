import { TOO_FAR } from "./slow_consumers.ts";

/** Reasons for which a connection ends that are the client's own. */
const OWN_REASONS = new Set(["disconnected", "connection reset", "logged out", "bye"]);

/**
 * What a server has done since it started. Plain numbers that are read only when somebody asks: to
 * count costs the way of a message nothing.
 */
export class Counters {
  /** Connections that were accepted, and attempts to accept one that failed. */
  connections = 0;
  acceptErrors = 0;
  /** What users have said, and to how many each in all. */
  messages = 0;
  deliveries = 0;
  receivedBytes = 0;
  sentBytes = 0;
  /** By reason: connections that were not ended by their clients. */
  readonly dropped = new Map<string, number>([[TOO_FAR, 0]]);

  /** A message has gone out to so many. */
  said(hearers: number): void {
    this.messages++;
    this.deliveries += hearers;
  }

  /** A connection has ended. */
  left(reason: string): void {
    if (!OWN_REASONS.has(reason)) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
  }
}
