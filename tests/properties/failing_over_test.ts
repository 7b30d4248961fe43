import assert from "node:assert/strict";
import fc from "fast-check";
import { ChannelOrder } from "../../lib/clients/messenger/channel_order.ts";
import { SeenIds } from "../../lib/clients/messenger/seen_ids.ts";
import type { StampedMessage } from "../../lib/clients/messenger/stamped_message.ts";
import { CLUSTER_SLOTS, slotOf } from "../../lib/chat/event_id.ts";
import { parsePart } from "../../lib/dialects/history_request.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { ReceivedIds } from "../../lib/clients/messenger/received_ids.ts";
import { Received } from "../../lib/web/page/received.js";
import { Seen } from "../../lib/web/page/seen.js";
import { holds } from "./holds.ts";

/** The servers of the model. A message comes to them at once, or after some steps. */
const SERVERS = 3;

const FIRST_ID = 1_769_855_400_000_000;

function message(id: number): StampedMessage {
  const stamp = { id, time: new Date(0) };
  return { action: "message", source: "bob", destination: "#tea", body: String(id), stamp };
}

/** A server that learns of the messages of each other server in their order, but late. */
class Replica {
  readonly #known = new Set<number>();
  /** What is on its way, by the slot that took it. */
  readonly #coming = new Map<number, number[]>();

  constructor(readonly slot: number) {}

  send(id: number): void {
    const slot = slotOf(id);
    this.#coming.set(slot, [...this.#coming.get(slot) ?? [], id]);
  }

  /** Learns of the next message of a slot. */
  arrive(slot: number): number | undefined {
    const id = this.#coming.get(slot)?.shift();
    if (id !== undefined) this.#known.add(id);
    return id;
  }

  /** Answers a request for messages, as the servers of a cluster do. */
  after(place: string, count: number): { ids: number[]; left: number } {
    const part = parsePart(["after", place, String(count)], { parse: Date.parse, expected: "" });
    assert(!(part instanceof Refusal) && "after" in part);
    const { after, seen } = part;
    const ids = [...this.#known].filter((id) => id > (seen?.get(slotOf(id)) ?? after))
      .sort((a, b) => a - b);
    return { ids: ids.slice(0, count), left: Math.max(0, ids.length - count) };
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("say" as const), at: fc.nat(SERVERS - 1) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("arrive" as const),
      at: fc.nat(SERVERS - 1),
      from: fc.nat(SERVERS - 1),
    }),
  },
  fc.record({ type: fc.constant("lose" as const), to: fc.nat(SERVERS - 1) }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant("page" as const), size: fc.nat(3) }) },
);

holds(
  "a client that changes servers has every message once, and those of one server in order",
  fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    const replicas = Array.from({ length: SERVERS }, (_, slot) => new Replica(slot));
    const order = new ChannelOrder();
    order.follow("#tea");
    order.note(0);
    order.takes({ action: "servers", source: "server", destination: "ann", body: [] });
    const shown: number[] = [];
    const show = (messages: readonly StampedMessage[]) =>
      void shown.push(...messages.map(({ stamp }) => stamp!.id));
    const said: number[] = [];
    let home = replicas[0]!;
    let pages: { seen: SeenIds; missed: StampedMessage[] } | undefined;
    const arrive = (replica: Replica, slot: number) => {
      const id = replica.arrive(slot);
      if (id !== undefined && replica === home && !order.takes(message(id))) show([message(id)]);
      return id;
    };
    const lose = (to: number) => {
      home = replicas[to]!;
      order.hold();
      pages = { seen: order.seen.copy(), missed: [] };
    };
    const page = (size: number) => {
      if (!pages) return;
      const { ids, left } = home.after(pages.seen.place, size);
      for (const id of ids) pages.seen.note(id);
      pages.missed.push(...ids.map(message));
      if (left > 0) return;
      show(order.merge(pages.missed, true));
      show(order.release());
      pages = undefined;
    };
    for (const it of steps) {
      if (it.type === "say") {
        const next = FIRST_ID + said.length * CLUSTER_SLOTS;
        const id = next - slotOf(next) + it.at;
        said.push(id);
        for (const replica of replicas) replica.send(id);
        arrive(replicas[it.at]!, it.at);
      } else if (it.type === "arrive") arrive(replicas[it.at]!, it.from);
      else if (it.type === "lose") lose(it.to);
      else page(it.size + 1);
    }
    for (const replica of replicas) {
      for (let slot = 0; slot < SERVERS; slot++) while (arrive(replica, slot) !== undefined);
    }
    if (!pages) lose(0);
    page(1000);
    assert.deepEqual(shown.toSorted((a, b) => a - b), said.toSorted((a, b) => a - b));
    for (let slot = 0; slot < SERVERS; slot++) {
      const ofSlot = shown.filter((id) => slotOf(id) === slot);
      assert.deepEqual(ofSlot, ofSlot.toSorted((a, b) => a - b));
    }
  }),
);

holds(
  "the page and the terminal client remember the same messages of a cluster",
  fc.property(fc.array(fc.integer({ min: 1, max: 3e7 }), { minLength: 1 }), (ids) => {
    const [seen, page] = [new SeenIds(), new Seen()];
    seen.isClustered = true;
    for (const id of ids) {
      seen.note(id);
      page.note(id);
    }
    assert.equal(page.marks.join(), seen.place);
    assert.deepEqual(new Seen(page.marks).marks.toSorted(), page.marks.toSorted());
    for (const id of [...ids, ...ids.map((it) => it + CLUSTER_SLOTS)]) {
      assert.equal(page.has(id), seen.has(id));
    }
  }),
);

/** Messages to the user, to all and to a channel, some of which come again, and some without an id. */
const direct = fc.record({
  action: fc.constantFrom("message", "broadcast", "topic"),
  destination: fc.constantFrom("ann", "*", "#tea"),
  id: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
});

holds(
  "the page and the terminal client know the same private messages and broadcasts again",
  fc.property(fc.array(direct), fc.nat(), (messages, reload) => {
    const received = new ReceivedIds();
    let page = new Received();
    for (const [index, { action, destination, id }] of messages.entries()) {
      if (index === reload) page = new Received(page.toJSON());
      const stamp = id === undefined ? undefined : { id, time: new Date(0) };
      const message = { action, source: "bob", destination, body: "hi" };
      const body = id === undefined ? "hi" : ["hi", `${id}`, "1970-01-01T00:00:00.000Z"];
      const known = received.repeats({ ...message, ...(stamp && { stamp }) });
      assert.equal(page.repeats({ ...message, body }), known);
    }
  }),
);
