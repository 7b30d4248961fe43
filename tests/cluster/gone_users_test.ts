/**
 * What is left of users who have gone, on the other servers and in the bucket.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Model } from "./model.ts";

Deno.test("the names of a server that is killed do not stay in the bucket", async () => {
  const model = await Model.of(3);
  const [one, two, killed] = model.servers;
  await one!.logIn("ann");
  for (let number = 0; number < 100; number++) await killed!.logIn(`guest_${number}`);
  await model.pass(1000);
  assert(two!.hub.users.has("guest_0"));
  killed!.kill();
  await model.pass(12_000);
  assert(!two!.hub.users.has("guest_0"));
  assert.equal(model.engine.buckets.names.size, 1);
});

Deno.test("a client takes back no session that has ended while its name was somebody else's", async () => {
  const model = await Model.of(2);
  const [one, two] = model.servers;
  const eve = (await one!.logIn("eve"))!;
  one!.cluster.noteOwner(eve.user, "secret");
  await model.pass(1000);
  const isOwned = () => two!.cluster.endEarlier("secret", eve.user.network) !== undefined;
  one!.bus.connect(false);
  one!.hub.rename(eve.user, "eva");
  await two!.logIn("eva");
  one!.bus.connect(true);
  await model.pass(1000);
  assert(!two!.hub.users.has("eve"), "the other server has not learnt of the name");
  one!.logOut(eve.user);
  await model.pass(1000);
  assert(!isOwned());
});
