import assert from "node:assert/strict";
import fc from "fast-check";
import { CLUSTER_SLOTS } from "../../lib/chat/event_id.ts";
import type { Page, Part, PastMessage } from "../../lib/history/history.ts";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { HISTORIES } from "../history/histories.ts";
import { holds } from "./holds.ts";

const WORDS = ["tea", "milk", "sugar", "Café"];

const slot = fc.nat(3);

/** Ids of a few servers, close together: many are equal. */
const id = fc.record({ tick: fc.nat(200), slot })
  .map(({ tick, slot }) => CLUSTER_SLOTS * tick + slot);

/** A place in a history, often between the messages. */
const place = fc.oneof(id, id.map((id) => id + 7), fc.constantFrom(0, Number.MAX_SAFE_INTEGER));

const count = fc.nat(40);

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ before: place, count }),
  fc.record({ after: place, count }),
  fc.record({ since: fc.nat(300), count }),
  fc.record({
    ...{ after: place, count },
    seen: fc.array(fc.tuple(slot, place), { maxLength: 4 }).map((entries) => new Map(entries)),
  }),
);

/** Returns the message with an id: the same one whenever it comes, in bytes or not. */
function messageWith(id: number): PastMessage {
  const text = `cup ${id} of ${WORDS[id % WORDS.length]}`;
  // The clocks of the servers differ.
  return { id, time: Math.floor(id / CLUSTER_SLOTS) + 20 * (id % 2), sender: "ann", text };
}

function add(history: MemoryHistory, id: number): void {
  const { text, ...stamp } = messageWith(id);
  const bytes = id % 3 === 0 ? undefined : new TextEncoder().encode(text);
  history.add("tea", { ...stamp, text: bytes ? { bytes, toString: () => text } : text });
}

/** Returns what a page of these messages has to be, by the words of its documentation. */
function expectedPage(kept: readonly PastMessage[], part: Part): Page {
  const seen = "after" in part ? part.seen : undefined;
  const isLeftOut = ({ id }: PastMessage) =>
    "after" in part && id <= (seen?.get(id % CLUSTER_SLOTS) ?? part.after);
  const start = "since" in part ? kept.findIndex(({ time }) => time >= part.since) : 0;
  const wanted = "before" in part
    ? kept.filter(({ id }) => id < part.before)
    : kept.slice(start < 0 ? kept.length : start).filter((message) => !isLeftOut(message));
  const messages = "before" in part
    ? wanted.slice(Math.max(0, wanted.length - part.count))
    : wanted.slice(0, part.count);
  const [first, last] = [messages[0], messages.at(-1)];
  if (!first || !last) {
    const [before, after] = "before" in part ? [0, kept.length] : [kept.length, 0];
    return { messages, before, after };
  }
  return {
    messages,
    before: kept.filter(({ id }) => id < first.id).length,
    after: kept.filter((message) => message.id > last.id && !isLeftOut(message)).length,
  };
}

/** Returns the messages that a history keeps, whatever the order in which these ids came. */
function keptOf(ids: readonly number[], maxCount: number): PastMessage[] {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  return sorted.slice(Math.max(0, sorted.length - maxCount)).map(messageWith);
}

holds(
  "messages in any order, some of them twice, give the pages of messages in order",
  fc.property(
    fc.array(id, { maxLength: 500, size: "max" }),
    fc.constantFrom(1, 20, 100, 1000),
    fc.array(part, { minLength: 1, maxLength: 10 }),
    (ids, maxCount, parts) => {
      const history = new MemoryHistory({ maxCount, now: () => 0 });
      for (const id of ids) add(history, id);
      const kept = keptOf(ids, maxCount);
      for (const part of parts) {
        assert.deepEqual(history.page("tea", part), expectedPage(kept, part));
      }
    },
  ),
);

holds(
  "messages in any order are found like messages in order, and take as much memory",
  fc.property(
    fc.array(id, { maxLength: 500, size: "max" }),
    fc.constantFrom(1, 20, 100, 1000),
    fc.constantFrom(...WORDS, "cup"),
    count,
    (ids, maxCount, word, count) => {
      const [any, inOrder] = [0, 0].map(() => new MemoryHistory({ maxCount, now: () => 0 }));
      for (const id of ids) add(any!, id);
      for (const id of new Set(ids.toSorted((a, b) => a - b))) add(inOrder!, id);
      assert.deepEqual(any!.search("tea", word, count), inOrder!.search("tea", word, count));
      assert.equal(any!.bytes, inOrder!.bytes);
    },
  ),
);

holds(
  "messages that are read and go while others still come leave the same as messages in order",
  fc.property(
    fc.array(fc.oneof({ weight: 20, arbitrary: id }, fc.constant("expire" as const)), {
      ...{ maxLength: 500, size: "max" },
    }),
    fc.constantFrom(20, 100, 1000),
    fc.nat(250),
    (steps, maxCount, oldestTime) => {
      // Times grow with the ids here: otherwise a late message may have gone with the ones around it.
      const add = (id: number) => history.add("tea", { ...messageWith(id), time: id });
      const now = CLUSTER_SLOTS * oldestTime + 1000;
      const history = new MemoryHistory({ maxCount, maxAgeMs: 1000, now: () => now });
      for (const step of steps) step === "expire" ? history.expire() : add(step);
      const ids = steps.filter((step) => step !== "expire");
      const expected = keptOf(ids, maxCount).map(({ id }) => id)
        .filter((id) => id >= CLUSTER_SLOTS * oldestTime);
      const { messages } = history.page("tea", { after: -1, count: 1000 });
      assert.deepEqual(messages.map(({ id }) => id), expected);
    },
  ),
);

for (const [kind, make] of Object.entries(HISTORIES)) {
  holds(
    `${kind}: a page of what a reader has not seen has all of that, with true counts`,
    fc.property(fc.uniqueArray(id, { maxLength: 60 }), part, fc.boolean(), (ids, part, isSaved) => {
      using tested = make();
      const kept = keptOf(ids, 1000).map((message) => ({ ...message, time: message.id }));
      const scaled = "since" in part ? { ...part, since: CLUSTER_SLOTS * part.since } : part;
      for (const message of kept) tested.history.add("tea", message);
      if (isSaved) tested.clock.advance(1000);
      const { messages, ...counts } = tested.history.page("tea", scaled);
      const expected = expectedPage(kept, scaled);
      assert.deepEqual(messages.map(({ id }) => id), expected.messages.map(({ id }) => id));
      assert.deepEqual({ ...counts, messages: expected.messages }, expected);
    }),
    100,
  );
}
