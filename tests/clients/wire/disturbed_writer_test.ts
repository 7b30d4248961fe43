import assert from "node:assert/strict";
import {
  type Disturbance,
  DisturbedWriter,
  UNDISTURBED,
} from "../../../lib/clients/wire/disturbed_writer.ts";
import type { Socket } from "../../../lib/transport/socket.ts";

/** A socket that keeps what is written to it, or takes nothing. */
class FakeSocket implements Socket {
  readonly remoteAddr = { hostname: "192.0.2.1", port: 1 };
  readonly writes: string[] = [];
  isWriteClosed = false;
  readonly #takes: Promise<void>;

  constructor(takes = Promise.resolve()) {
    this.#takes = takes;
  }

  read(): Promise<null> {
    return Promise.resolve(null);
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#takes;
    this.writes.push(new TextDecoder().decode(bytes));
    return bytes.length;
  }

  closeWrite(): Promise<void> {
    this.isWriteClosed = true;
    return Promise.resolve();
  }

  close(): void {}
}

const SILENT = { onSent() {}, onDrop() {} };

/** Writes texts one after the other, and returns the writes on the socket. */
async function written(disturbance: Partial<Disturbance>, texts: readonly string[], stream = 1) {
  const socket = new FakeSocket();
  const writer = new DisturbedWriter(socket, { ...UNDISTURBED, ...disturbance }, stream, SILENT);
  for (const text of texts) await writer.write(new TextEncoder().encode(text));
  await writer.end();
  return socket.writes;
}

const LONG = "The kettle boils, and nobody hears it. ".repeat(30);

const CASES: readonly (readonly [string, Partial<Disturbance>, string[], string[]])[] = [
  ["nothing disturbs it", {}, ["tea", "milk"], ["tea", "milk"]],
  ["cut after every N bytes", { split: 3 }, ["kettle", "on"], ["ket", "tle", "on"]],
  ["cut at the same bytes however it is read", { split: 4 }, ["tea", "milk"], ["tea", "m", "ilk"]],
  ["cut into bytes", { split: 1 }, ["tea"], ["t", "e", "a"]],
  ["joined", { joinMs: 50 }, ["te", "a", "milk"], ["teamilk"]],
  ["joined and cut", { joinMs: 50, split: 5 }, ["te", "a", "milk"], ["teami", "lk"]],
  ["delayed, but not joined", { delayMs: 20 }, ["tea", "milk"], ["tea", "milk"]],
  ["dropped in the middle", { dropAfter: 5 }, ["tea", "milk"], ["tea", "mi"]],
  ["dropped in the middle of a cut", { dropAfter: 5, split: 2 }, ["kettle"], ["ke", "tt", "l"]],
];

for (const [name, disturbance, texts, writes] of CASES) {
  Deno.test(`a stream is ${name}`, async () => {
    assert.deepEqual(await written(disturbance, texts), writes);
  });
}

Deno.test("a random split loses nothing, and the seed and the stream decide where it cuts", async () => {
  const split = async (seed: number, stream: number) =>
    await written({ split: "random", seed }, [LONG], stream);
  const first = await split(7, 1);
  assert.equal(first.join(""), LONG);
  assert(first.length > 5);
  assert.deepEqual(await split(7, 1), first);
  assert.notDeepEqual(await split(8, 1), first);
  assert.notDeepEqual(await split(7, 2), first);
});

Deno.test("a delayed stream takes at least the delay", async () => {
  const start = performance.now();
  await written({ delayMs: 60 }, ["tea"]);
  assert(performance.now() - start >= 58);
});

for (
  const disturbance of [{}, { delayMs: 60_000 }, { split: 1 }] satisfies Partial<Disturbance>[]
) {
  const name = JSON.stringify(disturbance);
  Deno.test(`a writer waits for a receiver that does not read: ${name}`, async () => {
    const takes = Promise.withResolvers<void>();
    const socket = new FakeSocket(takes.promise);
    const writer = new DisturbedWriter(socket, { ...UNDISTURBED, ...disturbance }, 1, SILENT);
    const [megabyte, accepted] = [1024 * 1024, 64 * 1024];
    let total = 0;
    const flood = (async () => {
      while (await writer.write(new Uint8Array(accepted))) total += accepted;
    })();
    // Every promise that may resolve has done so.
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert(total < megabyte, `it took ${total} bytes`);
    writer.abort();
    takes.resolve();
    await flood;
    await writer.end();
  });
}
