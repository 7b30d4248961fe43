import assert from "node:assert/strict";
import { connect } from "../../lib/web/page/connection.js";

/** How often the page's worker ticks, in milliseconds. */
const TICK_MS = 5000;

/** How long a test lets it tick, in seconds. */
const END_S = 300;

/** The page's WebSocket, whose other side is a test. */
class FakeSocket {
  static OPEN = 1;
  static last: FakeSocket;
  readonly sent: string[] = [];
  readyState = 1;
  onopen = () => {};
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor() {
    FakeSocket.last = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text).action);
  }

  says(action: string): void {
    const message = { action, source: "server", destination: "ann", body: "" };
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  close(): void {}
}

/** Lets a logged-in page tick, and returns when it sent pings and was lost, in seconds. */
async function pingTimes(
  onTick: (socket: FakeSocket, hasPinged: boolean) => void,
): Promise<{ pings: number[]; lostAt: number | undefined }> {
  const { WebSocket, performance } = globalThis;
  let now = 1000;
  let lostAt: number | undefined;
  const pings: number[] = [];
  Object.assign(globalThis, { WebSocket: FakeSocket, performance: { now: () => now } });
  try {
    const connection = connect("http://localhost/", {
      onEvent() {},
      onLost: () => lostAt = now / 1000,
    });
    const socket = FakeSocket.last;
    socket.onopen();
    await connection.ready;
    connection.ask({ action: "login", source: "ann" });
    socket.says("welcome");
    for (; now < END_S * 1000 && lostAt === undefined; now += TICK_MS) {
      const before = socket.sent.length;
      connection.tick();
      const hasPinged = socket.sent.length > before;
      if (hasPinged) pings.push(now / 1000);
      onTick(socket, hasPinged);
    }
    return { pings, lostAt };
  } finally {
    Object.assign(globalThis, { WebSocket, performance });
  }
}

/** The longest silence of a client that has sent a ping, in seconds: the server allows a minute. */
function longestGap(pings: readonly number[]): number {
  const ends = [...pings.slice(1), END_S];
  return Math.max(...ends.map((at, index) => at - pings[index]!));
}

Deno.test("a page pings a server that says nothing else", async () => {
  const { pings, lostAt } = await pingTimes((socket, hasPinged) => {
    if (hasPinged) socket.says("pong");
  });
  assert.equal(lostAt, undefined);
  assert(longestGap(pings) <= 30, `${pings}`);
});

Deno.test("a page goes on with pings to a server that tells it something all the time", async () => {
  let isBusy = false;
  const { pings, lostAt } = await pingTimes((socket, hasPinged) => {
    isBusy ||= hasPinged;
    if (hasPinged) socket.says("pong");
    if (isBusy) socket.says("message");
  });
  assert.equal(lostAt, undefined);
  assert(longestGap(pings) <= 30, `${pings}`);
});

Deno.test("a page gives up a server that does not answer a ping", async () => {
  const { pings, lostAt } = await pingTimes(() => {});
  assert.equal(pings.length, 1);
  assert(lostAt! - pings[0]! <= 45, `${lostAt}`);
});
