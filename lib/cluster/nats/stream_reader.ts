import { BusError, type StreamEntry } from "../bus.ts";
import { type Consumer, makeConsumer, removeConsumer } from "./consumer.ts";
import { readDelivery } from "./delivery.ts";
import { type Link, LOST, NO_CONNECTION } from "./link.ts";
import type { NatsMessage } from "./package.ts";
import type { Requests } from "./requests.ts";

/** How many messages are requested at a time: the reader decides when it wants more. */
const BATCH = 500;

/** How long NATS may take for the next message, in milliseconds. */
const SILENCE_MS = 2000;

/** A message of a stream, with the subject that it has in NATS. */
export async function* readStream(
  link: Link,
  requests: Requests,
  stream: string,
  subject: string,
  after: number,
): AsyncGenerator<StreamEntry> {
  const consumer = await makeConsumer(requests, stream, {
    deliver_policy: "by_start_sequence",
    opt_start_seq: after + 1,
    filter_subject: subject,
  });
  try {
    let left = consumer.waiting;
    while (left > 0) {
      const batch = await fetchBatch(link, stream, consumer, Math.min(left, BATCH));
      // What was to be read has been removed meanwhile.
      if (batch.length === 0) return;
      left -= batch.length;
      yield* batch;
    }
  } finally {
    removeConsumer(link, stream, consumer);
  }
}

/** Resolves with the next messages: fewer than asked for if there are no more. */
async function fetchBatch(
  link: Link,
  stream: string,
  { name }: Consumer,
  count: number,
): Promise<StreamEntry[]> {
  const entries: StreamEntry[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const receive = ({ subject, data, reply, headers }: NatsMessage) => {
    timer.refresh();
    if (headers?.code) return resolve();
    const { sequence } = readDelivery(reply!);
    entries.push({ subject, bytes: data.slice(), sequence });
    if (entries.length === count) resolve();
  };
  const timer = restartable(SILENCE_MS, () => reject(new BusError("NATS did not answer in time")));
  const inbox = `_INBOX.${crypto.randomUUID().replaceAll("-", "")}`;
  const subscription = link.subscribe(inbox, receive);
  const loss = link.onLoss(() => reject(new BusError(LOST)));
  const request = new TextEncoder().encode(JSON.stringify({ batch: count, no_wait: true }));
  if (!link.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, request, { reply: inbox })) {
    reject(new BusError(NO_CONNECTION));
  }
  try {
    await promise;
    return entries;
  } finally {
    timer.cancel();
    subscription.end();
    loss.end();
  }
}

/** A timer that starts anew with each call of `refresh`. */
function restartable(delayMs: number, onTimeout: () => void) {
  let lastAt = performance.now();
  const check = () => {
    const restMs = lastAt + delayMs - performance.now();
    if (restMs > 0) timer = setTimeout(check, restMs);
    else onTimeout();
  };
  let timer = setTimeout(check, delayMs);
  return { refresh: () => void (lastAt = performance.now()), cancel: () => clearTimeout(timer) };
}
