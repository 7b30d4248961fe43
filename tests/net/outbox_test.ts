import assert from "node:assert/strict";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const newOutbox = () => new Outbox({ flush: () => {} });

/** Writes all that waits, at most `most` bytes a write. */
function drain(outbox: Outbox, most = Infinity): string {
  let text = "";
  while (outbox.backlog > 0) {
    const bytes = outbox.peek();
    assert(bytes.length > 0, "a backlog, but nothing to write");
    const count = Math.min(bytes.length, most);
    text += new TextDecoder().decode(bytes.subarray(0, count));
    outbox.written(count);
  }
  assert.equal(outbox.peek().length, 0, "something to write without a backlog");
  return text;
}

Deno.test("Outbox sends what the log gets while it follows it, and nothing else", () => {
  const log = new Log<Outbox>();
  const outbox = newOutbox();
  log.append(encode("before "));
  outbox.follow(log);
  log.append(encode("while "));
  outbox.unfollow();
  log.append(encode("after "));
  assert.equal(drain(outbox), "while ");
});

Deno.test("Outbox sends private bytes at the place where they were queued", () => {
  const log = new Log<Outbox>();
  const [one, two] = [newOutbox(), newOutbox()];
  one.send(encode("hello "));
  one.follow(log);
  two.follow(log);
  log.append(encode("a "));
  one.send(encode("x "));
  one.send(encode("y "));
  log.append(encode("b "));
  assert.equal(drain(one), "hello a x y b ");
  assert.equal(drain(two), "a b ");
});

Deno.test("Outbox leaves its own messages out", () => {
  const log = new Log<Outbox>();
  const [one, two] = [newOutbox(), newOutbox()];
  one.follow(log);
  two.follow(log);
  log.append(encode("a1 "), one);
  log.append(encode("b1 "), two);
  log.append(encode("a2 "), one);
  log.append(encode("a3 "), one);
  log.append(encode("b2 "), two);
  assert.equal(drain(one), "b1 b2 ");
  assert.equal(drain(two), "a1 a2 a3 ");
});

Deno.test("Outbox finishes one log before it goes on with another", () => {
  const [tea, milk] = [new Log<Outbox>(), new Log<Outbox>()];
  const outbox = newOutbox();
  milk.append(encode("tea "));
  outbox.follow(tea);
  tea.append(encode("tea "));
  outbox.follow(milk);
  tea.append(encode("more tea "));
  milk.append(encode("milk "));
  assert.deepEqual([tea.readers.size, milk.readers.size], [0, 1]);
  assert.equal(drain(outbox), "tea milk ");
});

Deno.test("Outbox loses nothing to short writes, whatever is pinned while they are under way", () => {
  // Random, but the same each time.
  let seed = 1;
  const random = (below: number) => (seed = (seed * 48271) % 0x7fffffff) % below;
  const logs = [new Log<Outbox>(), new Log<Outbox>()];
  const outbox = newOutbox();
  let expected = "", got = "", followed: Log<Outbox> | undefined;
  for (let step = 0; step < 20_000; step++) {
    const text = `${step}${".".repeat(random(step % 100 === 0 ? 5000 : 50))} `;
    switch (random(8)) {
      case 0:
        outbox.send(encode(text));
        expected += text;
        break;
      case 1:
        followed?.append(encode(text), outbox);
        break;
      case 2:
        if (random(20) > 0) break;
        followed = logs[random(3)];
        if (followed) outbox.follow(followed);
        else outbox.unfollow();
        break;
      case 3:
      case 4: {
        const bytes = outbox.peek();
        const count = random(bytes.length + 1);
        // What is appended while a write is under way must not disturb it.
        followed?.append(encode(text));
        if (followed) expected += text;
        got += new TextDecoder().decode(bytes.subarray(0, count));
        outbox.written(count);
        break;
      }
      default: {
        const log = logs[random(2)]!;
        log.append(encode(text));
        if (log === followed) expected += text;
      }
    }
    assert.equal(outbox.backlog, expected.length - got.length);
  }
  assert.equal(got + drain(outbox, 999), expected);
});

Deno.test("Outbox joins short pieces to one write, and does not copy long ones", () => {
  const outbox = newOutbox();
  for (let count = 0; count < 100; count++) outbox.send(encode("hi "));
  assert.equal(outbox.peek().length, 300);
  outbox.written(300);
  const long = new Uint8Array(100_000);
  outbox.send(long);
  outbox.send(encode("bye"));
  assert.equal(outbox.peek().buffer, long.buffer);
});

Deno.test("Outboxes at the same place of a log share one view of it", () => {
  const log = new Log<Outbox>();
  const [one, two] = [newOutbox(), newOutbox()];
  one.follow(log);
  two.follow(log);
  log.append(encode("hello"));
  assert.equal(one.peek(), two.peek());
});

Deno.test("Log carries bytes longer than its chunks", () => {
  const log = new Log<Outbox>();
  const outbox = newOutbox();
  outbox.follow(log);
  const text = "0123456789".repeat(30_000);
  log.append(encode("a"));
  log.append(encode(text));
  log.append(encode("b"));
  assert.equal(drain(outbox), `a${text}b`);
});

Deno.test("Outbox joins short ranges of a log that goes on for long behind them", () => {
  const log = new Log<Outbox>();
  const [one, two] = [newOutbox(), newOutbox()];
  one.follow(log);
  two.follow(log);
  for (let count = 0; count < 1000; count++) {
    log.append(new Uint8Array(200));
    log.append(new Uint8Array(200), one);
  }
  assert(one.peek().length > 60_000, `${one.peek().length} bytes a write`);
});

Deno.test("Outbox that is cut ends with a whole message, wherever the write is that is under way", () => {
  const message = (index: number) => encode(`<${String(index).padStart(3, "0")}${"x".repeat(95)}>`);
  for (const taken of [1, 99, 100, 101, 12_345, 66_000, 90_000]) {
    const log = new Log<Outbox>();
    const outbox = newOutbox();
    outbox.follow(log);
    for (let index = 0; index < 1000; index++) {
      log.append(message(index), index % 7 === 0 ? outbox : undefined);
      if (index % 11 === 0) outbox.send(message(index));
    }
    let text = "";
    while (text.length < taken) {
      const bytes = outbox.peek().subarray(0, taken - text.length);
      text += new TextDecoder().decode(bytes);
      outbox.written(bytes.length);
    }
    const underWay = outbox.peek();
    const start = new TextDecoder().decode(underWay);
    outbox.cut(underWay.length);
    assert(outbox.backlog < 70_000, `${outbox.backlog} bytes are still to be sent`);
    log.append(message(999));
    outbox.send(encode("<bye>"));
    const rest = drain(outbox, 777);
    assert(rest.startsWith(start), "what was under way has changed");
    assert.match(text + rest, /^(<\d{3}x{95}>)+<bye>$/);
  }
});

Deno.test("Outbox that is cut while nothing is under way sends only what comes then", () => {
  const log = new Log<Outbox>();
  const outbox = newOutbox();
  outbox.follow(log);
  log.append(encode("a"));
  outbox.send(encode("b"));
  outbox.cut(0);
  assert.equal(outbox.backlog, 0);
  outbox.send(encode("bye"));
  assert.equal(drain(outbox), "bye");
});
