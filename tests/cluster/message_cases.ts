import assert from "node:assert/strict";
import { BusError, type BusMessage } from "../../lib/cluster/bus.ts";
import {
  all,
  type BusCases,
  bytes,
  cut,
  hear,
  restore,
  text,
  until,
  watch,
} from "./bus_support.ts";

/** What holds for messages and streams. */
export const MESSAGE_CASES: BusCases = {
  "messages arrive in order at all other servers, and not at the sender": async (_, a, b) => {
    const [own, other] = [hear(a, "beat"), hear(b, "beat")];
    await Promise.all([a.flush(), b.flush()]);
    for (let n = 0; n < 100; n++) {
      if (n % 2) a.publish("beat", bytes(`${n}`));
      else await a.append("history", "ch.x", bytes(`${n}`), `order${n}`);
    }
    await until(() => other.heard.length === 50, "50 messages");
    b.publish("beat", bytes("from b"));
    await until(() => own.heard.length === 1, "a message");
    const odd = Array.from({ length: 50 }, (_, n) => `beat=${2 * n + 1}`);
    assert.deepEqual([own.heard, other.heard], [["beat=from b"], odd]);
  },

  "published and appended messages arrive in one order": async (_, a, b) => {
    const heard: string[] = [];
    for (const subject of ["ch.*", "members"]) {
      b.subscribe(subject, ({ bytes }) => void heard.push(text(bytes)!));
    }
    await b.flush();
    const appended = [];
    for (let n = 0; n < 100; n++) {
      if (n % 3) a.publish("members", bytes(`${n}`));
      else appended.push(a.append("history", "ch.x", bytes(`${n}`), `one${n}`));
    }
    const places = await Promise.all(appended);
    assert.deepEqual(places, [...places].sort((x, y) => x - y));
    await until(() => heard.length === 100, "100 messages");
    assert.deepEqual(heard, Array.from({ length: 100 }, (_, n) => `${n}`));
  },

  "a purge removes the messages of one subject, and places go on behind them": async (_, a, b) => {
    for (const [subject, word] of [["ch.p", "1"], ["ch.q", "2"], ["ch.p", "3"]] as const) {
      await a.append("history", subject, bytes(word), `purge${word}`);
    }
    const last = await a.lastSequence("history");
    await a.purge("history", "ch.p");
    assert.deepEqual(await all(b.read("history", "ch.p", 0)), []);
    assert.deepEqual(await all(b.read("history", "ch.q", 0)), ["ch.q=2"]);
    assert.equal(await a.append("history", "ch.p", bytes("4"), "purge4"), last + 1);
    assert.deepEqual(await all(b.read("history", "ch.p", 0)), ["ch.p=4"]);
  },

  "a subject with .* stands for one more word": async (_, a, b) => {
    const { heard } = hear(b, "to.*");
    await b.flush();
    for (const subject of ["to", "to.a", "to.a.b", "other.a", "to.b"]) {
      a.publish(subject, bytes(""));
    }
    await until(() => heard.length === 2, "two messages");
    assert.deepEqual(heard, ["to.a=", "to.b="]);
  },

  "an ended subscription receives nothing more": async (_, a, b) => {
    const [ended, kept] = [hear(b, "beat"), hear(b, "beat")];
    await b.flush();
    ended.end();
    a.publish("beat", bytes("x"));
    await until(() => kept.heard.length === 1, "the message");
    assert.deepEqual(ended.heard, []);
  },

  "a request resolves with the answer, and fails without one": async (_, a, b) => {
    b.subscribe("ask.b", () => {});
    b.subscribe("ask.c", (message) => message.reply(bytes(`${text(message.bytes)}!`)));
    await b.flush();
    assert.equal(text(await a.request("ask.c", bytes("hello"), 5000)), "hello!");
    await assert.rejects(a.request("ask.b", bytes("hello"), 50), BusError);
    await assert.rejects(a.request("ask.nobody", bytes("hello"), 50), BusError);
  },

  "a request can be answered later, when other messages have come": async (_, a, b) => {
    let kept: BusMessage | undefined;
    b.subscribe("ask.c", (message) => {
      message.keep();
      kept = message;
    });
    const { heard } = hear(b, "beat");
    await b.flush();
    const answer = a.request("ask.c", bytes("hello"), 5000);
    for (let n = 0; n < 100; n++) a.publish("beat", bytes("x".repeat(1000)));
    await until(() => heard.length === 100, "the other messages");
    kept!.reply(bytes("hello!"));
    assert.equal(text(await answer), "hello!");
  },

  "answers to what is no request go nowhere": async (_, a, b) => {
    b.subscribe("ch.*", (message) => message.reply(bytes("not a confirmation")));
    await b.flush();
    assert.equal(await a.append("history", "ch.x", bytes("1"), "r1"), 1);
    a.publish("ch.x", bytes("2"));
    assert.equal(await a.append("history", "ch.x", bytes("3"), "r2") > 1, true);
  },

  "a message with the same id is not appended again": async (_, a, b) => {
    const first = await a.append("recent", "log.1", bytes("x"), "same");
    assert.equal(await b.append("recent", "log.1", bytes("x"), "same"), first);
    assert.deepEqual(await all(a.read("recent", "log.1", 0)), ["log.1=x"]);
  },

  "reading returns a subject's messages behind a place, up to the end": async (_, a, b) => {
    assert.equal(await a.lastSequence("history"), 0);
    assert.deepEqual(await all(a.read("history", "ch.x", 0)), []);
    const places = [];
    for (const [n, subject] of ["ch.x", "ch.y", "ch.x", "ch.x", "ch.y"].entries()) {
      places.push(await a.append("history", subject, bytes(`${n}`), `read${n}`));
    }
    assert.equal(await b.lastSequence("history"), places[4]);
    assert.equal(await b.lastSequence("recent"), 0);
    assert.deepEqual(await all(b.read("history", "ch.x", 0)), ["ch.x=0", "ch.x=2", "ch.x=3"]);
    assert.deepEqual(await all(b.read("history", "ch.x", places[0]!)), ["ch.x=2", "ch.x=3"]);
    assert.deepEqual(await all(b.read("history", "ch.*", places[2]!)), ["ch.x=3", "ch.y=4"]);
    assert.deepEqual(await all(b.read("history", "ch.x", places[4]!)), []);
    const sequences = await Array.fromAsync(b.read("history", "ch.y", 0), (e) => e.sequence);
    assert.deepEqual(sequences, [places[1], places[4]]);
  },

  "reading may stop early, and long streams are read whole": async (_, a) => {
    const count = 1200;
    const append = (n: number) => a.append("recent", "log.1", bytes(`${n}`), `long${n}`);
    await Promise.all(Array.from({ length: count }, (_, n) => append(n)));
    for await (const { bytes } of a.read("recent", "log.1", 0)) {
      assert.equal(text(bytes), "0");
      break;
    }
    const found = await all(a.read("recent", "log.*", 0));
    assert.deepEqual(found, Array.from({ length: count }, (_, n) => `log.1=${n}`));
  },

  "a place behind the end of a stream reads all of it": async (_, a) => {
    await a.append("history", "ch.x", bytes("new"), "n");
    assert.deepEqual(await all(a.read("history", "ch.x", 5000)), ["ch.x=new"]);
  },

  "without a connection, all promises reject at once and messages are dropped": async (
    engine,
    a,
    b,
  ) => {
    const changes: boolean[] = [];
    b.onChange = (isConnected) => {
      assert.equal(b.isConnected, isConnected);
      changes.push(isConnected);
    };
    const [heardByA, heardByB] = [hear(a, "beat").heard, hear(b, "beat").heard];
    await Promise.all([a.flush(), b.flush()]);
    await cut(engine, b);
    const startedAt = performance.now();
    b.publish("beat", bytes("dropped"));
    const bucket = b.bucket("state");
    for (
      const attempt of [
        () => b.append("history", "ch.x", bytes("lost"), "l"),
        () => b.request("beat", bytes(""), 60_000),
        () => b.flush(),
        () => b.lastSequence("history"),
        () => all(b.read("history", "ch.x", 0)),
        () => bucket.put("k", bytes("")),
        () => bucket.create("k", bytes("")),
        () => bucket.get("k"),
        () => bucket.remove("k"),
        () => bucket.watch(() => {}),
      ]
    ) {
      await assert.rejects(attempt, BusError);
    }
    assert(performance.now() - startedAt < 30_000);
    await restore(engine, b);
    await b.flush();
    a.publish("beat", bytes("again"));
    b.publish("beat", bytes("too"));
    await until(() => heardByA.length > 0 && heardByB.length > 0, "the next messages");
    assert.deepEqual([heardByA, heardByB], [["beat=too"], ["beat=again"]]);
    assert.deepEqual(changes, [false, true]);
    assert.deepEqual(await all(a.read("history", "ch.x", 0)), []);
  },

  "closing sends what is queued, and ends everything": async (_, a, b) => {
    const { heard } = hear(b, "beat");
    await b.flush();
    // Its owner does not end it.
    await watch(a);
    const appended = a.append("history", "ch.x", bytes("last"), "last");
    a.publish("beat", bytes("bye"));
    await a.close();
    assert.equal(await appended, 1);
    await until(() => heard.length === 1, "the last message");
    assert.equal(a.isConnected, false);
    await assert.rejects(a.append("history", "ch.x", bytes(""), "later"), BusError);
  },

  "the largest message passes, and a larger one is refused": async (_, a, b) => {
    const sizes: number[] = [];
    b.subscribe("ch.x", ({ bytes }) => void sizes.push(bytes.length));
    await b.flush();
    const large = new Uint8Array(a.maxBytes + 1);
    await assert.rejects(a.append("history", "ch.x", large, "large"), BusError);
    a.publish("ch.x", large);
    await a.append("history", "ch.x", large.subarray(1), "fits");
    await until(() => sizes.length === 1, "the message");
    assert.deepEqual([sizes, a.isConnected], [[a.maxBytes], true]);
  },
};
