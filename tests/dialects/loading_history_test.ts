/**
 * Requests for messages that are still being loaded from the cluster: they wait, and so does the input
 * that follows them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { ClusterHistory } from "../../lib/cluster/cluster_history.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { concat } from "../../lib/framing/bytes.ts";
import type { History } from "../../lib/history/history.ts";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { frames } from "../support/frame_client.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { line } from "../support/messenger_peer.ts";
import { settle } from "../support/settle.ts";
import { type Adapter, ADAPTERS } from "./adapters.ts";
import { Wire, type WireClient } from "./wire.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const json = (action: string, destination: string, body: string | string[] = "") =>
  encode(line(action, { destination, body }));
const irc = (text: string) => encode(`${text}\r\n`);

/** The requests of a dialect, as bytes. */
interface Requests {
  readonly join: Uint8Array;
  readonly leave: Uint8Array;
  /** All requests that read messages of the channel. */
  readonly reading: Readonly<Record<string, Uint8Array>>;
  /** Requests for messages that read none. */
  readonly refused: Readonly<Record<string, Uint8Array>>;
}

const REQUESTS: Readonly<Record<string, Requests>> = {
  messenger: {
    join: json("join", "#tea"),
    leave: json("leave", "#tea"),
    reading: {
      "the last page": json("history", "#tea"),
      "a page behind a message": json("history", "#tea", ["after", "0"]),
      "a search": json("search", "#tea", "cup"),
    },
    refused: { "a page of another channel": json("history", "#milk") },
  },
  channel: {
    join: frames("/join tea"),
    leave: frames("/leave"),
    reading: {
      "the last page": frames("/history"),
      "a page behind a message": frames("/history after 0"),
      "the last message's id": frames("/history mark"),
      "a search": frames("/search cup"),
    },
    refused: {},
  },
  irc: {
    join: irc("JOIN #tea"),
    leave: irc("PART #tea"),
    reading: {
      "the last page": irc("CHATHISTORY LATEST #tea * 10"),
      "a page behind a message": irc("CHATHISTORY AFTER #tea msgid=0 10"),
      "a page by time": irc("CHATHISTORY AROUND #tea timestamp=1970-01-01T00:00:00.000Z 10"),
      "the list of channels with messages": irc(
        "CHATHISTORY TARGETS timestamp=1969-01-01T00:00:00.000Z timestamp=2969-01-01T00:00:00.000Z 9",
      ),
    },
    refused: {
      "a page of another channel": irc("CHATHISTORY LATEST #milk * 10"),
      "an unknown request": irc("CHATHISTORY TEA #tea"),
    },
  },
};

const LOADED = ["cup one", "cup two"];

/** A server in a cluster, whose channel tea is still being loaded. */
class Scene {
  readonly clock = new ManualClock();
  readonly wire: Wire;
  readonly #history: ClusterHistory;
  readonly #loaded = Promise.withResolvers<void>();

  constructor() {
    const bounds = { maxCount: 100, now: () => 0 };
    const history = new ClusterHistory({ ...bounds, clock: this.clock, onLoadFailure() {} });
    history.open("tea", () => this.#loaded.promise);
    this.#history = history;
    this.wire = new Wire({ history });
    this.wire.hub.createChannel("tea");
  }

  /** Returns a member of another channel, in which something was said. */
  async memberOfMilk(adapter: Adapter): Promise<WireClient> {
    const { wire } = this;
    const milk = wire.hub.createChannel("milk");
    assert(!(milk instanceof Refusal));
    const ann = await connect(wire, adapter, "ann");
    wire.hub.join(wire.hub.user("ann")!, milk);
    this.#history.open("milk", () => Promise.resolve());
    await this.#history.ready("milk");
    this.#history.add("milk", { id: 9, time: 0, sender: "ann", text: "fresh milk" });
    ann.read();
    return ann;
  }

  load(): void {
    say(this.wire.history);
    this.#loaded.resolve();
  }
}

function say(history: History): void {
  LOADED.forEach((text, index) =>
    history.add("tea", { id: index + 1, time: 0, sender: "ann", text })
  );
}

async function connect(wire: Wire, adapter: Adapter, name: string): Promise<WireClient> {
  const client = wire.connect(adapter.dialect);
  await client.write(adapter.login(name));
  return client;
}

/** Returns a member of the channel. */
async function member(wire: Wire, adapter: Adapter): Promise<WireClient> {
  const client = await connect(wire, adapter, "bob");
  await client.write(REQUESTS[adapter.dialect.name]!.join);
  client.read();
  return client;
}

/** Returns the answers of a server that has the messages, to these requests one by one. */
async function usualAnswers(adapter: Adapter, inputs: readonly Uint8Array[]): Promise<string[]> {
  const wire = new Wire({ history: new MemoryHistory({ maxCount: 100, now: () => 0 }) });
  wire.hub.createChannel("tea");
  say(wire.history);
  const client = await member(wire, adapter);
  for (const input of inputs) await client.write(input);
  return adapter.split(client.read());
}

for (const adapter of ADAPTERS.filter(({ dialect }) => REQUESTS[dialect.name])) {
  const { name } = adapter.dialect;
  const { reading, refused, leave } = REQUESTS[name]!;
  const message = adapter.sendPrivate("bob", "note");

  for (const [kind, request] of Object.entries(reading)) {
    Deno.test(`${name}: ${kind} waits for the messages, and later input for the answer`, async () => {
      const scene = new Scene();
      const bob = await member(scene.wire, adapter);
      const handled = bob.write(concat([request, message, request]));
      assert(handled, "the answer did not wait");
      await settle();
      assert.deepEqual(adapter.split(bob.read()), []);
      scene.load();
      await handled;
      const answers = adapter.split(bob.read());
      assert.deepEqual(answers, await usualAnswers(adapter, [request, message, request]));
      assert(answers.length > 2);
    });

    Deno.test(`${name}: ${kind} waits five seconds at most`, async () => {
      const scene = new Scene();
      const bob = await member(scene.wire, adapter);
      const handled = bob.write(concat([request, message]));
      scene.clock.advance(4999);
      await settle();
      assert.deepEqual(adapter.split(bob.read()), []);
      scene.clock.advance(1);
      await handled;
      const answers = adapter.split(bob.read());
      assert(answers.includes(adapter.privateMessage("bob", "bob", "note")), answers.join("\n"));
      assert(!answers.some((text) => text.includes("cup one")));
      scene.load();
    });
  }

  for (const [kind, request] of Object.entries(refused)) {
    Deno.test(`${name}: ${kind} is refused without waiting`, async () => {
      const scene = new Scene();
      const bob = await member(scene.wire, adapter);
      await bob.write(request);
      assert.deepEqual(adapter.split(bob.read()), await usualAnswers(adapter, [request]));
      scene.load();
    });
  }

  const request = reading["the last page"]!;

  Deno.test(`${name}: requests that wait hold up nobody else, nor other channels`, async () => {
    const scene = new Scene();
    const bob = await member(scene.wire, adapter);
    const waiting = bob.write(request);
    const ann = await scene.memberOfMilk(adapter);
    await ann.write(encode(new TextDecoder().decode(request).replace("#tea", "#milk")));
    assert.match(adapter.split(ann.read()).join("\n"), /fresh milk/);
    assert.deepEqual(adapter.split(bob.read()), []);
    scene.load();
    await waiting;
  });

  Deno.test(`${name}: a member who is put out meanwhile gets no messages`, async () => {
    const scene = new Scene();
    const bob = await member(scene.wire, adapter);
    const waiting = bob.write(request);
    scene.wire.hub.close(scene.wire.hub.channel("tea")!, "closed");
    bob.read();
    scene.load();
    await waiting;
    const [answer = ""] = adapter.split(bob.read());
    assert.match(answer, /not in \\?"#tea|Not currently in any channel|INVALID_TARGET/);
  });

  Deno.test(`${name}: a client that disconnects meanwhile gets nothing, and harms nobody`, async () => {
    const scene = new Scene();
    const bob = await member(scene.wire, adapter);
    const waiting = bob.write(concat([request, message, leave]));
    bob.close();
    bob.read();
    scene.load();
    await waiting;
    assert.deepEqual(adapter.split(bob.read()), []);
  });
}
