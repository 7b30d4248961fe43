import assert from "node:assert/strict";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const newOutbox = () => new Outbox({ flush: () => {} });
const newLogs = (count: number) => Array.from({ length: count }, () => new Log<Outbox>());

/** Returns random numbers that are the same in each run. */
function seeded(seed: number): (below: number) => number {
  return (below) => (seed = (seed * 48271) % 0x7fffffff) % below;
}

/** An outbox with a pending write, and a simple model of the bytes that it has to write. */
class Modelled {
  readonly outbox = newOutbox();
  readonly followed = new Set<number>();
  /** The messages to write: each is a word that starts with its log or, for private ones, `p`. */
  readonly expected: string[] = [];
  #expectedLength = 0;
  written = "";
  #pending: { readonly bytes: Uint8Array; readonly copy: Uint8Array } | undefined;

  expect(word: string): void {
    this.expected.push(word);
    this.#expectedLength += word.length + 1;
  }

  startWrite(): void {
    const bytes = this.outbox.peek();
    assert.equal(bytes.length > 0, this.outbox.backlog > 0);
    if (bytes.length > 0) this.#pending ??= { bytes, copy: bytes.slice() };
  }

  /** Ends the pending write after some of its bytes. */
  endWrite(partOf: (length: number) => number): void {
    if (!this.#pending) return;
    const { bytes, copy } = this.#pending;
    assert.deepEqual(bytes, copy, "the bytes of a pending write have changed");
    const count = partOf(bytes.length);
    this.#pending = undefined;
    this.outbox.written(count);
    this.written += decode(copy.subarray(0, count));
  }

  get hasPendingWrite(): boolean {
    return this.#pending !== undefined;
  }

  checkBacklog(): void {
    assert.equal(this.outbox.backlog, this.#expectedLength - this.written.length);
  }

  /** Checks the order within each log, and between each log and the private messages. */
  checkOrder(logs: number): void {
    const words = this.written.split(" ").slice(0, -1);
    assert.equal(words.length, this.expected.length);
    for (let log = 0; log < logs; log++) {
      const isSeen = (word: string) => word.startsWith(`${log}`) || word.startsWith("p");
      assert.deepEqual(words.filter(isSeen), this.expected.filter(isSeen));
    }
  }
}

/** Runs random operations on one outbox that follows at most `maxFollowed` of three logs. */
function runRandomly(seed: number, maxFollowed: number): void {
  const random = seeded(seed);
  const logs = newLogs(3);
  const model = new Modelled();
  const { outbox, followed } = model;
  for (let step = 0; step < 20_000; step++) {
    const length = random(step % 100 === 0 ? 5000 : 50);
    const log = random(logs.length);
    const word = (start: string | number) => `${start}:${step}${".".repeat(length)}`;
    switch (random(9)) {
      case 0:
        outbox.send(encode(`${word("p")} `));
        model.expect(word("p"));
        break;
      case 1:
        if (followed.has(log)) logs[log]!.append(encode("own "), outbox);
        break;
      case 2:
        if (random(10) > 0) break;
        if (followed.delete(log)) outbox.unfollow(logs[log]!);
        else if (followed.size < maxFollowed) outbox.follow(logs[followed.add(log) && log]!);
        break;
      case 3:
      case 4:
        if (!model.hasPendingWrite) model.startWrite();
        break;
      case 5:
        model.endWrite((length) => random(length + 1));
        break;
      default:
        logs[log]!.append(encode(`${word(log)} `));
        if (followed.has(log)) model.expect(word(log));
    }
    assert.equal(outbox.logs.length, followed.size);
    model.checkBacklog();
  }
  model.endWrite((length) => length);
  while (outbox.backlog > 0) {
    model.startWrite();
    model.endWrite((length) => Math.min(length, 999));
  }
  assert.deepEqual([outbox.ownBacklog, outbox.peek().length], [0, 0]);
  model.checkOrder(logs.length);
}

for (const maxFollowed of [1, 2, 3]) {
  Deno.test(`partial writes lose nothing and keep the order with up to ${maxFollowed} followed logs`, () => {
    for (const seed of [1, 2, 3]) runRandomly(seed, maxFollowed);
  });
}

Deno.test("the order between logs and private messages holds wherever writes are cut", () => {
  const firstWrite = "0:one 1:one p:one 1:two ".length;
  for (let cut = 0; cut <= firstWrite; cut++) {
    const logs = newLogs(2);
    const model = new Modelled();
    for (const log of logs) model.outbox.follow(log);
    const append = (log: number, word: string) => {
      logs[log]!.append(encode(`${word} `));
      model.expect(word);
    };
    const send = (word: string) => {
      model.outbox.send(encode(`${word} `));
      model.expect(word);
    };
    append(0, "0:one");
    append(1, "1:one");
    send("p:one");
    append(1, "1:two");
    model.startWrite();
    append(0, "0:two");
    send("p:two");
    logs[1]!.append(encode("own "), model.outbox);
    append(0, "0:three");
    model.endWrite((length) => {
      assert.equal(length, firstWrite);
      return cut;
    });
    append(1, "1:three");
    while (model.outbox.backlog > 0) {
      model.startWrite();
      model.endWrite((length) => length);
    }
    model.checkOrder(2);
  }
});

Deno.test("a member that leaves one of several logs gets its unread rest, and still follows the others", () => {
  const [tea, milk, rum] = newLogs(3) as [Log<Outbox>, Log<Outbox>, Log<Outbox>];
  for (const left of [tea, milk, rum]) {
    const outbox = newOutbox();
    for (const log of [tea, milk, rum]) outbox.follow(log);
    for (const log of [tea, milk, rum]) log.append(encode("a"));
    outbox.unfollow(left);
    for (const log of [tea, milk, rum]) log.append(encode("b"));
    assert.deepEqual(
      [tea, milk, rum].map((log) => outbox.follows(log)),
      [tea, milk, rum].map((log) => log !== left),
    );
    assert(!left.readers.has(outbox));
    assert.equal(outbox.backlog, 5);
    assert.equal(decode(outbox.peek()), "aaabb");
    outbox.written(5);
    for (const log of outbox.logs) outbox.unfollow(log);
  }
});

Deno.test("a member may follow a second log while a write from the first is pending", () => {
  const [tea, milk] = newLogs(2) as [Log<Outbox>, Log<Outbox>];
  const outbox = newOutbox();
  outbox.follow(tea);
  tea.append(encode("tea1 "));
  const pending = outbox.peek();
  outbox.follow(milk);
  milk.append(encode("milk "));
  tea.append(encode("tea2 "));
  assert.equal(decode(pending), "tea1 ");
  outbox.written(2);
  assert.equal(decode(outbox.peek()), "a1 tea2 milk ");
});

Deno.test("a sender of two logs is left out of its own messages in both", () => {
  const [tea, milk] = newLogs(2) as [Log<Outbox>, Log<Outbox>];
  const [one, two] = [newOutbox(), newOutbox()];
  for (const outbox of [one, two]) for (const log of [tea, milk]) outbox.follow(log);
  tea.append(encode("t1 "), one);
  milk.append(encode("m1 "), one);
  tea.append(encode("t2 "), two);
  milk.append(encode("m2 "), two);
  assert.equal(decode(one.peek()), "t2 m2 ");
  assert.equal(decode(two.peek()), "t1 m1 ");
});

Deno.test("a discarded backlog of several logs ends with a whole message, and nothing follows", () => {
  const random = seeded(7);
  const message = () => encode(`<${"x".repeat(random(300))}>`);
  for (let round = 0; round < 200; round++) {
    const logs = newLogs(3);
    const outbox = newOutbox();
    for (const log of logs) outbox.follow(log);
    for (let step = 0; step < random(200); step++) {
      const log = logs[random(3)]!;
      if (random(5) === 0) outbox.send(message());
      else log.append(message(), random(7) === 0 ? outbox : undefined);
    }
    const before = outbox.peek();
    let text = decode(before.subarray(0, random(before.length + 1)));
    outbox.written(text.length);
    const pending = random(2) === 0 ? new Uint8Array() : outbox.peek();
    const start = decode(pending);
    const isInMessage = /<x*$/.test(text);
    if (isInMessage && pending.length === 0) continue;
    outbox.discard(pending.length);
    assert(outbox.backlog < pending.length + 302, `${outbox.backlog} bytes are left`);
    assert.deepEqual(outbox.logs, []);
    for (const log of logs) log.append(message());
    outbox.send(encode("<bye>"));
    let rest = "";
    while (outbox.backlog > 0) {
      const bytes = outbox.peek();
      const count = Math.min(bytes.length, 77);
      rest += decode(bytes.subarray(0, count));
      outbox.written(count);
    }
    assert(rest.startsWith(start), "the pending write has changed");
    text += rest;
    assert.match(text, /^(<x*>)*<bye>$/);
  }
});
