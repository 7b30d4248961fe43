import assert from "node:assert/strict";
import { BusError, type StreamEntry } from "../../lib/cluster/bus.ts";
import { StreamReads } from "../../lib/cluster/nats/stream_reads.ts";

/** A stream whose reads go on when the test says so, and which counts what it is asked. */
class TestStream {
  readonly messages: StreamEntry[] = [];
  readonly asked = { lastPlace: 0, lastOf: 0, reads: [] as string[] };
  readonly reads: StreamReads;
  #atOnce = 0;
  maxAtOnce = 0;
  isBroken = false;

  constructor() {
    this.reads = new StreamReads({
      lastPlace: async (_, place) => {
        this.asked.lastPlace++;
        const last = await this.#answer(this.messages.length);
        return place <= last ? last : undefined;
      },
      lastOf: async (_, subject) => {
        this.asked.lastOf++;
        return await this.#answer(
          this.messages.findLast((it) => it.subject === subject)?.sequence,
        );
      },
      messages: (_, subject, after) => this.#read(subject, after),
    });
  }

  async #answer<Value>(value: Value): Promise<Value> {
    this.maxAtOnce = Math.max(this.maxAtOnce, ++this.#atOnce);
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#atOnce--;
    if (this.isBroken) throw new BusError("no answer");
    return value;
  }

  async *#read(subject: string, after: number): AsyncGenerator<StreamEntry> {
    this.asked.reads.push(subject);
    const head = subject.endsWith("*") ? subject.slice(0, -1) : undefined;
    yield* await this.#answer(
      this.messages.filter((it) =>
        it.sequence > after && (head ? it.subject.startsWith(head) : it.subject === subject)
      ),
    );
  }

  add(subject: string): void {
    this.messages.push({ subject, bytes: new Uint8Array(), sequence: this.messages.length + 1 });
  }

  /** Reads that many channels at once, and returns how many messages came of each. */
  async readAll(channels: number, after: number): Promise<number[]> {
    const all = Array.from(
      { length: channels },
      (_, n) => this.reads.read("history", `ch.${n}`, after),
    );
    return (await Promise.all(all)).map(({ length }) => length);
  }

  /** How often the stream was asked for anything. */
  get requests(): number {
    return this.asked.lastPlace + this.asked.lastOf + this.asked.reads.length;
  }
}

for (const channels of [500, 1000]) {
  Deno.test(`${channels} channels are looked at one by one in a long stream, four at once, and empty ones not read`, async () => {
    const stream = new TestStream();
    for (let n = 0; n < 50 * channels; n++) stream.add("ch.x");
    stream.add("ch.7");
    const counts = await stream.readAll(channels, 0);
    assert.equal(counts[7], 1);
    assert.equal(stream.asked.lastOf, channels);
    assert(stream.asked.lastPlace <= 4, `${stream.asked.lastPlace} looks at the stream`);
    assert.deepEqual(stream.asked.reads, ["ch.7"]);
    assert.equal(stream.maxAtOnce, 4);
  });

  Deno.test(`${channels} channels are loaded from a short stream with a few requests`, async () => {
    const stream = new TestStream();
    for (let n = 0; n < channels; n++) stream.add(`ch.${n}`);
    assert.deepEqual(await stream.readAll(channels, 0), new Array(channels).fill(1));
    assert(stream.requests <= 12, `${stream.requests} requests`);
  });

  Deno.test(`${channels} channels that catch up with a few messages cost a few requests`, async () => {
    const stream = new TestStream();
    for (let n = 0; n < 100; n++) stream.add("ch.x");
    for (const n of [3, 7, 7, channels + 1, channels - 1]) stream.add(`ch.${n}`);
    const counts = await stream.readAll(channels, 100);
    const expected = new Array(channels).fill(0);
    [expected[3], expected[7], expected[channels - 1]] = [1, 2, 1];
    assert.deepEqual(counts, expected);
    assert(stream.requests <= 12, `${stream.requests} requests`);
  });

  Deno.test(`${channels} channels that catch up with nothing read nothing`, async () => {
    const stream = new TestStream();
    stream.add("ch.1");
    await stream.readAll(channels, 1);
    assert.equal(stream.asked.reads.length, 0);
    assert(stream.requests <= 4, `${stream.requests} requests`);
  });
}

Deno.test("two channels do not read a long part of the stream for each other", async () => {
  const stream = new TestStream();
  for (let n = 0; n < 1000; n++) stream.add("ch.x");
  stream.add("ch.1");
  assert.deepEqual(await stream.readAll(2, 1), [0, 1]);
  assert.deepEqual(stream.asked.reads, ["ch.1"]);
});

Deno.test("a place of a lost stream means all messages of the new one", async () => {
  const stream = new TestStream();
  stream.add("ch.1");
  assert.deepEqual(await stream.readAll(2, 100), [0, 1]);
});

Deno.test("those who want the same at the same time share a read", async () => {
  const stream = new TestStream();
  for (let n = 0; n < 2000; n++) stream.add(`ch.${n}`);
  const first = stream.readAll(20, 0);
  assert.deepEqual(await stream.readAll(20, 0), await first);
  assert.equal(stream.asked.reads.length, 20);
});

Deno.test("a stream that does not answer is asked by one read at a time", async () => {
  const stream = new TestStream();
  stream.isBroken = true;
  const reads = Array.from({ length: 50 }, (_, n) => stream.reads.read("history", `ch.${n}`, 0));
  const outcomes = Promise.allSettled(reads);
  await assert.rejects(reads[3]!, BusError);
  stream.maxAtOnce = 0;
  assert((await outcomes).every(({ status }) => status === "rejected"));
  assert.equal(stream.maxAtOnce, 1);
  stream.isBroken = false;
  await stream.readAll(50, 0);
  await stream.readAll(50, 0);
  assert.equal(stream.maxAtOnce, 4);
});
