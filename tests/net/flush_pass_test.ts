import assert from "node:assert/strict";
import { type Flushable, FlushPass } from "../../lib/net/flush_pass.ts";

/** Makes a pass, and records what it does. */
function record() {
  const [order, errors]: [string[], unknown[]] = [[], []];
  const pass = new FlushPass({ report: (_, error) => void errors.push(error) });
  const client = (name: string): Flushable => ({ flush: () => void order.push(name) });
  return { order, errors, pass, client };
}

/** Lets all microtasks run. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a pass flushes each client once, however often it is added", async () => {
  const { pass, order, client } = record();
  const [ann, ben] = [client("ann"), client("ben")];
  for (const flushable of [ann, ben, ann]) pass.add(flushable);
  assert.deepEqual(order, []);
  await turn();
  assert.deepEqual(order, ["ann", "ben"]);
});

Deno.test("what goes to other servers goes at the end of each pass", async () => {
  const { pass, order, client } = record();
  pass.last = client("published");
  for (let round = 0; round < 2; round++) {
    for (const name of ["ann", "ben"]) pass.add(client(name));
    await turn();
  }
  assert.deepEqual(order, ["ann", "ben", "published", "ann", "ben", "published"]);
});

Deno.test("what is added during a pass goes with the next one", async () => {
  const { pass, order, client } = record();
  pass.add({ flush: () => pass.add(client("ben")) });
  pass.add(client("ann"));
  await turn();
  assert.deepEqual(order, ["ann", "ben"]);
});

Deno.test("in a cluster, a pass waits for what the input of the turn lets in", async () => {
  const { pass, order, client } = record();
  pass.last = client("published");
  pass.add(client("ann"));
  // As long as it takes from a confirmation to the next message of the client that it lets go on.
  for (let step = 0; step < 50; step++) await Promise.resolve();
  pass.add(client("ben"));
  await turn();
  assert.deepEqual(order, ["ann", "ben", "published"]);
});

Deno.test("what other servers get is written in a turn without clients, too", async () => {
  const { pass, order, client } = record();
  pass.last = client("published");
  pass.begin();
  await turn();
  assert.deepEqual(order, ["published"]);
});

Deno.test("an exception in one flush does not keep the others from theirs", async () => {
  for (const fails of ["ann", "ben", "last"]) {
    const { pass, order, errors, client } = record();
    const failing = { flush: () => assert.fail("a bug") };
    const clientOf = (name: string) => fails === name ? failing : client(name);
    pass.last = clientOf("last");
    for (const name of ["ann", "ben"]) pass.add(clientOf(name));
    await turn();
    assert.deepEqual(order, ["ann", "ben", "last"].filter((name) => name !== fails));
    assert.equal(errors.length, 1);
  }
});
