import assert from "node:assert/strict";
import { AddressPool } from "../../lib/cluster/nats/address_pool.ts";
import { parseAddresses } from "../../lib/cluster/nats/addresses.ts";

const round = (pool: AddressPool) => Array.from(pool.round(), ({ hostPort }) => hostPort);

Deno.test("addresses are tried in turn, and the next round starts behind the last one", () => {
  const pool = new AddressPool(parseAddresses("a,b,c"));
  const [first] = pool.round();
  assert.equal(first!.hostPort, "a:4222");
  assert.deepEqual(round(pool), ["b:4222", "c:4222", "a:4222"]);
});

Deno.test("nodes that NATS tells are tried, too, and the lost one last", () => {
  const addresses = parseAddresses("nats://me:secret@a,nats://b");
  const pool = new AddressPool(addresses);
  pool.learn(addresses[0]!, ["a:4222", "10.0.0.3:5"]);
  assert.deepEqual(round(pool), ["b:4222", "10.0.0.3:5", "a:4222"]);
  pool.learn(addresses[1]!, ["10.0.0.4:5"]);
  assert.deepEqual(round(pool), ["a:4222", "10.0.0.4:5", "b:4222"]);
  const [, told] = pool.round();
  assert.deepEqual([told!.user, told!.password], [undefined, undefined]);
});

Deno.test("the certificate of a node that is known by its number has a name that was given", () => {
  const [named, numbered, sixth] = parseAddresses("tls://nats.example,tls://10.0.0.1,tls://[::1]");
  const pool = new AddressPool([named!, numbered!]);
  assert.equal(pool.tlsNameOf(named!), "nats.example");
  assert.equal(pool.tlsNameOf(numbered!), "10.0.0.1");
  assert.equal(pool.tlsNameOf(sixth!), "nats.example");
  assert.equal(new AddressPool([numbered!]).tlsNameOf(sixth!), "::1");
});
