import assert from "node:assert/strict";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const newOutbox = () => new Outbox({ flush: () => {} });

/** Writes the whole backlog, at most `max` bytes at once, and returns its text. */
function drain(outbox: Outbox, max = Infinity): string {
  let text = "";
  while (outbox.backlog > 0) {
    const bytes = outbox.peek();
    assert(bytes.length > 0, "a backlog, but nothing to write");
    const count = Math.min(bytes.length, max);
    text += new TextDecoder().decode(bytes.subarray(0, count));
    outbox.written(count);
  }
  assert.equal(outbox.peek().length, 0, "something to write without a backlog");
  return text;
}

Deno.test("a follower of a log gets the messages appended while it follows, and no others", () => {
  const log = new Log<Outbox>();
  const outbox = newOutbox();
  log.append(encode("before "));
  outbox.follow(log);
  log.append(encode("while "));
  outbox.unfollow(log);
  log.append(encode("after "));
  assert.equal(drain(outbox), "while ");
});

Deno.test("private bytes keep their place among the messages of a log", () => {
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

Deno.test("the sender of a message does not get it", () => {
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

Deno.test("a member that moves to another log gets all of the first one before it", () => {
  const [tea, milk] = [new Log<Outbox>(), new Log<Outbox>()];
  const outbox = newOutbox();
  milk.append(encode("milk "));
  outbox.follow(tea);
  tea.append(encode("tea "));
  outbox.unfollow(tea);
  outbox.follow(milk);
  tea.append(encode("more tea "));
  milk.append(encode("milk "));
  assert.deepEqual([tea.readers.size, milk.readers.size], [0, 1]);
  assert.equal(drain(outbox), "tea milk ");
});

Deno.test("short pieces are joined to one write, and long ones are not copied", () => {
  const outbox = newOutbox();
  for (let count = 0; count < 100; count++) outbox.send(encode("hi "));
  assert.equal(outbox.peek().length, 300);
  outbox.written(300);
  const long = new Uint8Array(100_000);
  outbox.send(long);
  outbox.send(encode("bye"));
  assert.equal(outbox.peek().buffer, long.buffer);
});

Deno.test("members at the same place of a log share one view of it", () => {
  const log = new Log<Outbox>();
  const [one, two] = [newOutbox(), newOutbox()];
  one.follow(log);
  two.follow(log);
  log.append(encode("hello"));
  assert.equal(one.peek(), two.peek());
});

Deno.test("a message may be longer than the chunks of a log", () => {
  const log = new Log<Outbox>();
  const outbox = newOutbox();
  outbox.follow(log);
  const text = "0123456789".repeat(30_000);
  log.append(encode("a"));
  log.append(encode(text));
  log.append(encode("b"));
  assert.equal(drain(outbox), `a${text}b`);
});

Deno.test("short ranges are joined even when a long stretch of the log follows them", () => {
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

Deno.test("a discarded backlog ends with a whole message, wherever the pending write is", () => {
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
    const pending = outbox.peek();
    const start = new TextDecoder().decode(pending);
    outbox.discard(pending.length);
    assert(outbox.backlog < 70_000, `${outbox.backlog} bytes are still to be sent`);
    log.append(message(999));
    outbox.send(encode("<bye>"));
    const rest = drain(outbox, 777);
    assert(rest.startsWith(start), "the pending write has changed");
    assert.match(text + rest, /^(<\d{3}x{95}>)+<bye>$/);
  }
});

Deno.test("after a discard without a pending write, only bytes queued later are sent", () => {
  const log = new Log<Outbox>();
  const outbox = newOutbox();
  outbox.follow(log);
  log.append(encode("a"));
  outbox.send(encode("b"));
  outbox.discard(0);
  assert.equal(outbox.backlog, 0);
  outbox.send(encode("bye"));
  assert.equal(drain(outbox), "bye");
});
