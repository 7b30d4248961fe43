import { CLIENT_REASONS, dropReason, TOO_FAR_BEHIND } from "./end_reasons.ts";

/**
 * Counts of a server since its start, as plain numbers that the metrics read. Counting costs almost
 * nothing for each message.
 */
export class Counters {
  /** Accepted connections. */
  connections = 0;
  /** Failed attempts to accept a connection. */
  acceptErrors = 0;
  /** Messages that users of this server sent. */
  messages = 0;
  /** The receivers of these messages, added up. */
  deliveries = 0;
  receivedBytes = 0;
  sentBytes = 0;
  /** Connections that the server ended, by reason. */
  readonly dropped = new Map<string, number>([[TOO_FAR_BEHIND, 0]]);

  /**
   * Counts a message.
   *
   * @param receivers Those on this server.
   * @param isOwn Whether a user of this server has sent it. Others are counted where they were sent.
   */
  countMessage(receivers: number, isOwn: boolean): void {
    if (isOwn) this.messages++;
    this.deliveries += receivers;
  }

  /** Counts a connection that ended. */
  countEnd(reason: string): void {
    if (CLIENT_REASONS.has(reason)) return;
    const label = dropReason(reason);
    this.dropped.set(label, (this.dropped.get(label) ?? 0) + 1);
  }
}
