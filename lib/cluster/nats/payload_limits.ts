import type { NatsServerInfo } from "./package.ts";

/** NATS's maximum size of a message, unless it is configured, in bytes. */
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** The maximum that servers need at least: an answer about 128 Ki characters goes in one message. */
const MIN_MAX_BYTES = 512 * 1024;

/** The part of it which is left for headers, in bytes. */
const HEADER_BYTES = 512;

function maxPayloadOf(info: NatsServerInfo | undefined): number {
  return info?.max_payload ?? DEFAULT_MAX_BYTES;
}

/** Returns the size of the largest messages that a NATS server takes, without headers, in bytes. */
export function maxBytesOf(info: NatsServerInfo | undefined): number {
  return maxPayloadOf(info) - HEADER_BYTES;
}

/** Reports whether a NATS server takes messages that are large enough. */
export function takesLargeMessages(info: NatsServerInfo | undefined): boolean {
  return maxPayloadOf(info) >= MIN_MAX_BYTES;
}
