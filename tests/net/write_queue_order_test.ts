import assert from "node:assert/strict";
import { type QueuedWriter, WriteQueue } from "../../lib/net/write_queue.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** The number of writes that the queue lets be pending at a time. */
const PLACES = 128;

/** The time between two checks for stalled writes, in milliseconds. */
const CHECK_INTERVAL_MS = 5;

/** A connection whose writes the test completes. */
class Writer implements QueuedWriter {
  isQueued = false;
  /** The messages that wait to be written. */
  due = 0;
  /** The number of messages in each write so far. */
  readonly writes: number[] = [];
  isWriting = false;
  readonly #queue: WriteQueue;
  readonly #onStart: (writer: Writer) => void;

  constructor(queue: WriteQueue, onStart: (writer: Writer) => void = () => {}) {
    this.#queue = queue;
    this.#onStart = onStart;
  }

  startWrite(): boolean {
    assert(!this.isWriting, "two writes of one connection are pending");
    if (this.due === 0) return false;
    this.writes.push(this.due);
    this.due = 0;
    this.isWriting = true;
    this.#onStart(this);
    return true;
  }

  /** Makes messages due, as a connection does when it is flushed. */
  send(count = 1): void {
    this.due += count;
    if (!this.isWriting) this.#queue.add(this);
  }

  /** Completes the pending write, or lets it fail. */
  finish(): void {
    assert(this.isWriting);
    this.isWriting = false;
    this.#queue.finished(this);
    if (this.due > 0) this.#queue.add(this);
  }
}

/** A queue on a clock that stands still, and its connections in the order in which they wrote. */
class Fixture {
  readonly clock = new ManualClock();
  readonly queue = new WriteQueue(this.clock);
  readonly started: Writer[] = [];

  add(count: number): Writer[] {
    const onStart = (writer: Writer) => this.started.push(writer);
    return Array.from({ length: count }, () => new Writer(this.queue, onStart));
  }
}

const isWriting = ({ isWriting }: Writer) => isWriting;

Deno.test("connections write in the order in which they had something to write", () => {
  const fixture = new Fixture();
  const writers = fixture.add(3 * PLACES);
  for (const writer of writers) writer.send();
  while (fixture.started.some(isWriting)) fixture.started.find(isWriting)!.finish();
  assert.deepEqual(fixture.started, writers);
});

Deno.test("at most 128 writes are pending, whatever order they complete in", () => {
  const fixture = new Fixture();
  const writers = fixture.add(500);
  for (const writer of writers) writer.send();
  for (let turn = 0; turn < 2000; turn++) {
    const writing = writers.filter(isWriting);
    assert.equal(writing.length, PLACES);
    const writer = writing[turn * 7919 % writing.length]!;
    writer.due++;
    writer.finish();
  }
});

Deno.test("a connection with more to write does not write again before the others had a turn", () => {
  const fixture = new Fixture();
  const writers = fixture.add(PLACES + 2);
  for (const writer of writers) writer.send();
  const busy = writers[0]!;
  busy.send();
  busy.finish();
  assert.equal(busy.isWriting, false);
  assert.equal(fixture.started.at(-1), writers[PLACES]);
  writers[1]!.finish();
  assert.equal(fixture.started.at(-1), writers[PLACES + 1]);
  writers[2]!.finish();
  assert.equal(fixture.started.at(-1), busy);
});

Deno.test("a connection that is added many times gets one turn, and writes everything due then", () => {
  const fixture = new Fixture();
  const [first, ...others] = fixture.add(PLACES + 1);
  const last = others.pop()!;
  for (const writer of [first!, ...others]) writer.send();
  for (let count = 0; count < 10; count++) last.send();
  assert.deepEqual(last.writes, []);
  first!.finish();
  assert.deepEqual(last.writes, [10]);
  for (const writer of [...others, last]) writer.finish();
  assert.deepEqual(last.writes, [10]);
  assert.equal(fixture.started.length, PLACES + 1);
});

Deno.test("a connection with nothing left to write takes no place", () => {
  const fixture = new Fixture();
  const writers = fixture.add(3 * PLACES);
  for (const writer of writers) fixture.queue.add(writer);
  assert(writers.every(({ isQueued }) => !isQueued));
  const [writer] = fixture.add(1);
  writer!.send();
  assert.equal(writer!.isWriting, true);
});

Deno.test("a failed write frees its place", () => {
  const fixture = new Fixture();
  const writers = fixture.add(PLACES + 1);
  for (const writer of writers) writer.send();
  assert.equal(writers.at(-1)!.isWriting, false);
  // A connection whose write fails has nothing more to write.
  writers[5]!.finish();
  assert.equal(writers.at(-1)!.isWriting, true);
});

Deno.test("when no write completes, all pending ones give up their places", () => {
  const fixture = new Fixture();
  const stalled = fixture.add(PLACES);
  const waiting = fixture.add(2 * PLACES);
  for (const writer of [...stalled, ...waiting]) writer.send();
  assert.equal(waiting.filter(isWriting).length, 0);
  fixture.clock.advance(CHECK_INTERVAL_MS);
  assert.equal(waiting.filter(isWriting).length, PLACES);
  fixture.clock.advance(CHECK_INTERVAL_MS);
  assert.equal(waiting.filter(isWriting).length, 2 * PLACES);
});

Deno.test("a stalled write gives up its place once 256 others have completed after it", () => {
  const fixture = new Fixture();
  const stalled = fixture.add(PLACES - 1);
  const [busy, other] = fixture.add(2);
  for (const writer of [...stalled, busy!, other!]) writer.send();
  /** Completes writes of the two others, which share the only place that moves. */
  const complete = (count: number) => {
    for (let done = 0; done < count; done++) {
      const writer = [busy!, other!].find(isWriting)!;
      writer.send();
      writer.finish();
    }
  };
  complete(255);
  fixture.clock.advance(CHECK_INTERVAL_MS);
  assert.notEqual(busy!.isWriting, other!.isWriting);
  complete(1);
  fixture.clock.advance(CHECK_INTERVAL_MS);
  assert.deepEqual([busy!.isWriting, other!.isWriting], [true, true]);
});

Deno.test("a stalled write that completes at last leaves the places as they are", () => {
  const fixture = new Fixture();
  const stalled = fixture.add(PLACES);
  const waiting = fixture.add(2 * PLACES);
  for (const writer of [...stalled, ...waiting]) writer.send();
  fixture.clock.advance(CHECK_INTERVAL_MS);
  for (const writer of stalled) writer.finish();
  assert.equal(waiting.filter(isWriting).length, PLACES);
  for (const writer of waiting.slice(0, PLACES)) writer.finish();
  assert.equal(waiting.filter(isWriting).length, PLACES);
});

Deno.test("500 stalled connections do not delay a healthy one", () => {
  const fixture = new Fixture();
  const stalled = fixture.add(500);
  for (const writer of stalled) writer.send();
  const [healthy] = fixture.add(1);
  healthy!.send();
  let waited = 0;
  for (; !healthy!.isWriting; waited += CHECK_INTERVAL_MS) fixture.clock.advance(CHECK_INTERVAL_MS);
  assert(waited <= 4 * CHECK_INTERVAL_MS, `waited ${waited} ms`);
  healthy!.finish();
  for (let turn = 0; turn < 1000; turn++) {
    healthy!.send();
    assert.equal(healthy!.isWriting, true);
    healthy!.finish();
  }
});

Deno.test("an empty queue sets no timers", () => {
  const fixture = new Fixture();
  for (const writer of fixture.add(PLACES)) writer.send();
  assert.equal(fixture.clock.pendingTimers, 0);
});
