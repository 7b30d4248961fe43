import assert from "node:assert/strict";
import fc from "fast-check";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";
import { holds } from "./holds.ts";

/** A size in bytes: of a short message, or of one that fills a good part of a log's chunk. */
const size = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400_000 }) },
);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("append" as const), size }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("append own" as const), size }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("send" as const), size }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("write" as const), size }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom("join" as const, "leave" as const), size }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A reader, and everything that it has to receive and has received, in order. */
class Reader {
  readonly logs = [new Log<Outbox>(), new Log<Outbox>()];
  readonly outbox = new Outbox({ flush: () => {} });
  readonly expected: Uint8Array[] = [];
  readonly received: Uint8Array[] = [];
  /** The log that it follows, which is the first or the second in turn. */
  log: Log<Outbox> | undefined;
  #joined = 0;
  #messages = 0;

  run({ type, size }: Step): void {
    const bytes = new Uint8Array(size).fill(++this.#messages);
    if (type === "append") {
      for (const log of this.logs) log.append(bytes);
      if (this.log) this.expected.push(bytes);
    } else if (type === "append own") {
      this.log?.append(bytes, this.outbox);
    } else if (type === "send") {
      this.outbox.send(bytes);
      this.expected.push(bytes);
    } else if (type === "write") {
      this.#write(size);
    } else if (type === "leave") {
      if (this.log) this.outbox.unfollow(this.log);
      this.log = undefined;
    } else if (!this.log) {
      this.log = this.logs[this.#joined++ % 2]!;
      this.outbox.follow(this.log);
    }
  }

  /** Writes what is left, and compares. */
  finish(): void {
    while (this.outbox.backlog > 0) this.#write(Infinity);
    assert.equal(this.outbox.ownBacklog, 0);
    assert.deepEqual(join(this.received), join(this.expected));
  }

  #write(most: number): void {
    const bytes = this.outbox.peek();
    assert(bytes.length > 0 || this.outbox.backlog === 0);
    const written = bytes.slice(0, most);
    this.received.push(written);
    this.outbox.written(written.length);
    assert(this.outbox.ownBacklog >= 0 && this.outbox.ownBacklog <= this.outbox.backlog);
  }
}

/** Joins byte arrays. */
function join(parts: readonly Uint8Array[]): string {
  // Comparing two texts is much faster than comparing two arrays.
  return parts.map((part) => new TextDecoder("latin1").decode(part)).join("");
}

holds(
  "a reader that joins and leaves logs receives everything in order, whenever it reads",
  fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
    const reader = new Reader();
    for (const step of steps) reader.run(step);
    reader.finish();
  }),
  300,
);

holds(
  "a reader that is expelled keeps no more than the message that it is being written",
  fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
    const reader = new Reader();
    for (const step of steps) reader.run(step);
    const written = reader.received.reduce((sum, { length }) => sum + length, 0);
    const writing = reader.outbox.peek().slice();
    reader.outbox.discard(writing.length);
    let rest = 0;
    while (reader.outbox.backlog > 0) {
      const bytes = reader.outbox.peek();
      if (rest === 0) {
        assert.deepEqual(bytes.slice(0, writing.length), writing.slice(0, bytes.length));
      }
      rest += bytes.length;
      reader.outbox.written(bytes.length);
    }
    // It ends at the end of a message.
    const ends = new Set<number>([0]);
    let end = 0;
    for (const { length } of reader.expected) ends.add(end += length);
    assert(ends.has(written + rest) || rest === 0, `${written} + ${rest}`);
    assert(rest >= writing.length);
  }),
  300,
);
