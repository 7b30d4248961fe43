import { type Bus, BusError, type StreamEntry } from "../../lib/cluster/bus.ts";
import { DEADLINE_MS, withDeadline } from "../support/deadline.ts";
import type { Engine } from "./engines.ts";

/** What a bus has to do, with two servers on it. The cases run on every engine. */
export type BusCases = Record<string, (engine: Engine, a: Bus, b: Bus) => Promise<void>>;

export const bytes = (text: string) => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

/** Waits until a condition holds, which it must at some time. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (holds()) resolve();
    else timer = setTimeout(look, 5);
  };
  look();
  await withDeadline(promise, () => `It never came: ${what}`).finally(() => clearTimeout(timer));
}

/** Collects what arrives for a subject, as `subject=text`. */
export function hear(bus: Bus, subject: string) {
  const heard: string[] = [];
  const ending = bus.subscribe(subject, ({ subject, bytes }) => {
    heard.push(`${subject}=${text(bytes)}`);
  });
  return { heard, end: () => ending.end() };
}

/** Collects the changes of a bucket, as `key=value`. */
export async function watch(bus: Bus) {
  const seen: string[] = [];
  const ending = await bus.bucket("state").watch((key, value) => {
    seen.push(`${key}=${text(value) ?? "removed"}`);
  });
  return { seen, end: () => ending.end() };
}

export async function all(entries: AsyncIterable<StreamEntry>): Promise<string[]> {
  const found = [];
  for await (const { subject, bytes } of entries) found.push(`${subject}=${text(bytes)}`);
  return found;
}

/** Cuts a connection, and waits until its bus knows. */
export async function cut(engine: Engine, bus: Bus): Promise<void> {
  engine.cut(bus);
  await until(() => !bus.isConnected, "the loss");
}

export async function restore(engine: Engine, bus: Bus): Promise<void> {
  engine.restore(bus);
  await until(() => bus.isConnected, "the connection");
}

/** How long a bus may fail: on a busy machine, NATS elects leaders slowly. */
const RECOVERY_DEADLINE_MS = 2 * DEADLINE_MS;

/** Tries again until the bus answers, as its users do. */
export async function atLast<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + RECOVERY_DEADLINE_MS;
  while (true) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof BusError) || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
