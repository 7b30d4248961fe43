import assert from "node:assert/strict";
import { SharedHosts } from "../../lib/cluster/shared_hosts.ts";
import { FakeEngine } from "./fake_bus.ts";

const NETWORKS = ["192.0.2.1", "192.0.2.2", "2001:db8:1::/64"];

Deno.test("the servers of a cluster give a network one host, and networks different ones", async () => {
  const engine = new FakeEngine();
  const opened = [engine.connect(), engine.connect(), engine.connect()].map(SharedHosts.open);
  const [first, ...others] = (await Promise.all(opened)).map((it) =>
    NETWORKS.map((network) => it.hostOf(network))
  );
  assert.deepEqual(others, [first, first]);
  assert.equal(new Set(first).size, NETWORKS.length);
  for (const host of first!) assert.match(host, /^n[0-9a-f]{10}\.parley$/);
});

Deno.test("the hosts of another cluster differ: nobody finds addresses without the secret", async () => {
  const [one, other] = await Promise.all([
    SharedHosts.open(new FakeEngine().connect()),
    SharedHosts.open(new FakeEngine().connect()),
  ]);
  for (const network of NETWORKS) assert.notEqual(one.hostOf(network), other.hostOf(network));
});

Deno.test("a user who comes from no network has the plain host", async () => {
  const hosts = await SharedHosts.open(new FakeEngine().connect());
  assert.equal(hosts.hostOf(""), "parley");
});
