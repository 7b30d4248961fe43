import assert from "node:assert/strict";
import { ClientAddresses } from "../../lib/net/client_addresses.ts";
import { Allowance, Rates } from "../../lib/net/rates.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";

function allowance(rate: number): Allowance {
  return new Allowance(new Rates(rate, () => 0), new ClientAddresses().add("127.0.0.1"));
}

/** Returns how long a client is not read after a message with that cost, in milliseconds. */
function pauseAfter(rate: number, cost: number): number {
  const paying = allowance(rate);
  // The first second's bytes are there at once.
  paying.use(rate);
  paying.renew();
  paying.charge(cost);
  return paying.isUsedUp ? paying.renew() : 0;
}

Deno.test("the cost of a message delays its sender by as long as as many bytes", () => {
  assert.equal(pauseAfter(64_000_000, 4_000_000), 1000 / 16);
  assert.equal(pauseAfter(64_000_000, 32_000_000), 500);
});

Deno.test("the cost of one message delays its sender by a second at most", () => {
  assert.equal(pauseAfter(64_000_000, 640_000_000), 1000);
  assert.equal(pauseAfter(1000, 4_000_000), 1000);
});

Deno.test("a message costs nothing where no rate is set", () => {
  const free = allowance(Infinity);
  free.charge(1e12);
  free.renew();
  assert.equal(free.isUsedUp, false);
});

Deno.test("a user who broadcasts to many on a server with a low rate is soon read again", async () => {
  await using server = await ServerProcess.start("--rate=100000", "--quiet");
  await using stack = new AsyncDisposableStack();
  for (let count = 0; count < 100; count++) {
    stack.use(await LineClient.connect(server.port, `HELLO-FROM pupil-${count}\n`));
  }
  const teacher = stack.use(await logIn(server.port, "teacher"));
  await teacher.say(line("broadcast", { body: "hello" }));
  await teacher.hear(2);
  const start = performance.now();
  for (let count = 0; count < 2; count++) {
    await teacher.say(line("broadcast", { body: "hello" }));
    await teacher.hear(2);
  }
  const duration = performance.now() - start;
  // Each of these waits until the one before is paid for, which without a limit takes four seconds each.
  assert(duration < 7000, `took ${duration} ms`);
});

Deno.test("a burst of broadcasts is paid for before the rest of it is read", async () => {
  await using server = await ServerProcess.start("--rate=4000000", "--quiet");
  await using stack = new AsyncDisposableStack();
  const pupils: LineClient[] = [];
  for (let count = 0; count < 50; count++) {
    pupils.push(await LineClient.connect(server.port, `HELLO-FROM pupil-${count}\n`));
    stack.use(pupils.at(-1)!);
  }
  for (const pupil of pupils) await pupil.hear(1);
  const start = performance.now();
  const loud = stack.use(await FrameClient.connect(server.port, "loud"));
  // Each broadcast costs 200,000 bytes: twenty of them are the allowance of a second.
  await loud.say(...Array<string>(160).fill("/broadcast x"));
  await pupils[0]!.hear(60);
  assert(performance.now() - start > 700, "the rest came at once");
});
