import assert from "node:assert/strict";
import { Conversation } from "../../lib/web/page/conversation.js";
import { History } from "../../lib/web/page/history.js";

const FIRST_ID = 1_769_855_400_000_000;

/** Returns the id of a message that the server in a slot took, so many milliseconds after the first. */
function idOf(slot: number, ms: number): number {
  const id = FIRST_ID + ms * 1000;
  return id - id % 128 + slot;
}

type Said = readonly [slot: number, ms: number];

function item([slot, ms]: Said, from = "bob") {
  return { type: "text" as const, from, text: `${slot}@${ms}`, time: 0, id: idOf(slot, ms) };
}

/** A page in a channel of a cluster, and a server whose answers a test writes down. */
class Scene {
  conversation = new Conversation("#tea");
  /** What the server knows. */
  readonly known: Said[] = [];
  /** The requests that it has got. */
  readonly asked: string[] = [];
  pageSize = 1000;
  /** What others say between a request and its answer. */
  meanwhile: Said[] = [];
  /** Whether the connection is lost before the next answer. */
  isCutOff = false;
  readonly client = {
    name: "ann",
    blocks: { hides: (name: string) => name === "eve" },
    item: (_type: string, from: string, [text, id]: string[]) => ({
      ...{ type: "text", from, text, time: 0 },
      id: Number(id),
    }),
    receive: (conversation: Conversation, it: ReturnType<typeof item>, isLive = false) =>
      conversation.add(it, isLive),
    session: {
      state: "on",
      servers: { isClustered: true },
      ask: ({ body }: { body: string[] }) => Promise.resolve(this.#answer(body)),
    },
  };
  // deno-lint-ignore no-explicit-any -- the page has types of its own
  readonly history = new History(this.client as any);

  #answer([word, place = "", size = "50"]: string[]) {
    this.asked.push(`${word} ${place}`);
    for (const said of this.meanwhile.splice(0)) this.hear(said);
    if (this.isCutOff) {
      this.client.session.state = "away";
      return undefined;
    }
    const [floor = 0, ...marks] = word === "after" ? place.split(",").map(Number) : [];
    const last = (id: number) => marks.find((mark) => mark % 128 === id % 128) ?? floor;
    const ids = this.known.map(([slot, ms]) => idOf(slot, ms)).filter((id) => id > last(id));
    ids.sort((a, b) => a - b);
    const count = Math.min(this.pageSize, Number(size));
    const page = word === "last" ? ids.slice(-count) : ids.slice(0, count);
    const past = page.map((id) => ({ source: "bob", body: [`${id}`, `${id}`] }));
    return { action: "history", past, body: ["0", String(ids.length - page.length)] };
  }

  /** Has the page get a live message. */
  hear(said: Said): void {
    const { conversation } = this;
    if (!this.known.includes(said)) this.known.push(said);
    if (conversation.held) conversation.held.push(item(said));
    else this.client.receive(conversation, item(said), true);
  }

  /** Comes back after a lost connection. */
  async catchUp(): Promise<void> {
    this.isCutOff = false;
    this.client.session.state = "on";
    await this.history.catchUp(this.conversation);
  }

  get ids(): (number | undefined)[] {
    return this.conversation.items.map(({ id }) => id);
  }
}

const ids = (...said: Said[]) => said.map(([slot, ms]) => idOf(slot, ms));

Deno.test("live messages of a cluster stand in the order in which they come, each once", () => {
  const scene = new Scene();
  for (const said of [[1, 10], [2, 30], [1, 20], [2, 30], [1, 10]] as const) scene.hear(said);
  assert.deepEqual(scene.ids, ids([1, 10], [2, 30], [1, 20]));
});

Deno.test("a page gets what it has missed on another server, in pages and once", async () => {
  const scene = new Scene();
  scene.pageSize = 2;
  for (const said of [[1, 10], [2, 30]] as const) scene.hear(said);
  // Two of them are older than the last that has come, and one is of a server that was silent.
  scene.known.push([1, 20], [1, 40], [2, 50], [3, 25], [3, 60]);
  await scene.catchUp();
  assert.deepEqual(
    scene.ids,
    ids([1, 10], [1, 20], [3, 25], [2, 30], [1, 40], [2, 50], [3, 60]),
  );
  const count = scene.asked.length;
  await scene.catchUp();
  assert.equal(scene.ids.length, 7);
  assert.equal(scene.asked.length, count + 1);
});

Deno.test("a live message that comes before the missed ones hides none of them", async () => {
  const scene = new Scene();
  scene.hear([1, 10]);
  scene.known.push([1, 20], [1, 30]);
  scene.meanwhile = [[1, 40]];
  scene.isCutOff = true;
  scene.client.session.state = "on";
  await scene.history.catchUp(scene.conversation);
  assert.deepEqual(scene.ids, ids([1, 10]));
  scene.meanwhile = [[1, 50]];
  await scene.catchUp();
  assert.deepEqual(scene.ids, ids([1, 10], [1, 20], [1, 30], [1, 40], [1, 50]));
});

Deno.test("messages of servers that were silent for long are not missed ones", async () => {
  const scene = new Scene();
  for (let ms = 20_000; ms < 20_050; ms++) scene.known.push([1, ms]);
  scene.known.push([3, 0]);
  await scene.catchUp();
  assert.equal(scene.ids.length, 50);
  scene.known.push([3, 20_100]);
  await scene.catchUp();
  assert.deepEqual(scene.ids.at(-1), idOf(3, 20_100));
  assert.equal(scene.ids.length, 51);
});

Deno.test("a page that is loaded again remembers what has come", async () => {
  const scene = new Scene();
  for (const said of [[1, 10], [2, 30], [1, 20]] as const) scene.hear(said);
  const { key: _, ...state } = JSON.parse(JSON.stringify(scene.conversation));
  scene.conversation = Object.assign(new Conversation("#tea"), state);
  scene.known.push([2, 25], [1, 40]);
  await scene.catchUp();
  assert.deepEqual(scene.ids, ids([1, 10], [2, 30], [1, 20], [1, 40]));
});

Deno.test("on a single server, a message takes the place that its id gives it", () => {
  const conversation = new Conversation("#tea");
  for (const ms of [10, 30, 20, 30, 10]) conversation.add(item([0, ms]));
  assert.deepEqual(conversation.items.map(({ id }) => id), ids([0, 10], [0, 20], [0, 30]));
});
