import type { Link } from "./link.ts";
import type { Requests } from "./requests.ts";

/** How long JetStream keeps a consumer that nobody uses, in nanoseconds. */
const INACTIVE_NS = 10e9;

/** A consumer of JetStream, which reads a stream once and confirms nothing. */
export interface Consumer {
  readonly name: string;
  /** How many messages it had to deliver when it was made. */
  readonly waiting: number;
}

/** Makes a consumer. */
export async function makeConsumer(
  requests: Requests,
  stream: string,
  options: Record<string, unknown>,
): Promise<Consumer> {
  const config = {
    ack_policy: "none",
    max_deliver: 1,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: INACTIVE_NS,
    ...options,
  };
  const { name, num_pending: waiting } = await requests.api<{ name: string; num_pending: number }>(
    `CONSUMER.CREATE.${stream}`,
    { stream_name: stream, config },
  );
  return { name, waiting };
}

/** Removes a consumer, without waiting for that. */
export function removeConsumer(link: Link, stream: string, { name }: Consumer): void {
  if (link.isConnected) link.publish(`$JS.API.CONSUMER.DELETE.${stream}.${name}`);
}
