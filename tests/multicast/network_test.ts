import assert from "node:assert/strict";
import {
  LEFT,
  type LinkedHosts,
  linkedHosts,
  RIGHT,
  scenesInNamespaces,
} from "../support/namespaces.ts";
import { chat, lines, plainProgram } from "./programs.ts";

const DOWN = `The network at "eth0 (${LEFT})" is down`;
const LEFT_TOO = "10.9.0.11";
const RIGHT_TOO = "10.9.0.12";
const BACK = `The network at "eth0 (${LEFT})" is back`;
const scene = scenesInNamespaces("Room goes on whatever happens to the network");

scene(
  "Room tells that the network goes and comes back, and the chat goes on",
  async () => {
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    await using ann = await chat(left, "Ann");
    await using bob = await chat(right, "Bob");
    await ann.type("one\n");
    await bob.output.waitFor(/"one"/);
    await ann.output.waitFor(/said\n/);
    // It is told whether or not one says something, and just once.
    await left.sh("ip link set eth0 down");
    await ann.output.waitFor(/down: .*\n/);
    await ann.type("two\nthree\n");
    await ann.output.waitFor(/(error: .*\n){2}/);
    await left.sh("ip link set eth0 up");
    await ann.output.waitFor(/up: .*\n/);
    await bob.type("four\n");
    await bob.output.waitFor(/said\n/);
    await ann.output.waitFor(/"four"/);
    await ann.type("five\n");
    await bob.output.waitFor(/"five"/);
    await ann.output.waitFor(/"four".*said\n/s);
    const error = `error: Cannot send: ${DOWN}; try --interface 127.0.0.1 (for this machine only)`;
    assert.deepEqual(lines(ann), [
      ...["in by eth0", "said", `down: ${DOWN}`, error, error, `up: ${BACK}`],
      ...[`["Bob","four"]`, "said"],
    ]);
    // What was said without a network is not sent later.
    assert.deepEqual(lines(bob), ["in by eth0", `["Ann","one"]`, "said", `["Ann","five"]`]);
  },
);

scene("Room refuses the first thing that is said without a network", async () => {
  await using hosts = await linkedHosts();
  await using ann = await chat(hosts.left, "Ann");
  await hosts.left.sh("ip link set eth0 down");
  await ann.type("two\n");
  await ann.output.waitFor(/error: .*\n/);
  assert.deepEqual(lines(ann).slice(0, 2), ["in by eth0", `down: ${DOWN}`]);
});

scene("Room goes on after the interface was without an address", async () => {
  await using hosts = await linkedHosts();
  await using ann = await chat(hosts.left, "Ann");
  await using bob = await chat(hosts.right, "Bob");
  await hosts.left.sh("ip addr flush dev eth0");
  await ann.type("lost\n");
  await ann.output.waitFor(/error: .*\n/);
  await hosts.left.sh(`ip addr add ${LEFT}/24 dev eth0`);
  await ann.output.waitFor(/up: .*\n/);
  await bob.type("hello\n");
  await ann.output.waitFor(/"hello"/);
  await ann.type("hi\n");
  await bob.output.waitFor(/"hi"/);
});

scene("Room goes on after the interface was taken out and put in again", async () => {
  await using hosts = await linkedHosts();
  const { left, right } = hosts;
  await using ann = await chat(left, "Ann");
  await left.sh("ip link del eth0");
  await ann.output.waitFor(/down: .*\n/);
  await left.sh(`ip link add eth0 type veth peer name eth0 netns ${right.pid}`);
  await right.sh(`ip addr add ${RIGHT}/24 dev eth0; ip link set eth0 up`);
  await using bob = await chat(right, "Bob");
  await left.sh(`ip addr add ${LEFT}/24 dev eth0; ip link set eth0 up`);
  await ann.output.waitFor(/up: .*\n/);
  await bob.type("hello\n");
  await ann.output.waitFor(/"hello"/);
  await ann.type("hi\n");
  await bob.output.waitFor(/"hi"/);
});

scene("Room that is entered without a network says so, and works later", async () => {
  await using hosts = await linkedHosts();
  await hosts.left.sh("ip link set eth0 down");
  await using ann = await chat(hosts.left, "Ann", { via: LEFT });
  await using bob = await chat(hosts.right, "Bob");
  await ann.output.waitFor(/^down: Nothing comes back from .*firewall.*\n/m);
  // A firewall would not be in the way of what goes out.
  await ann.type("into the void\n");
  await ann.output.waitFor(/^said\n/m);
  await hosts.left.sh("ip link set eth0 up");
  await ann.output.waitFor(/^up: .*\n/m);
  await ann.type("hello\n");
  await bob.output.waitFor(/"hello"/);
});

/** A second cable between the hosts, in the same network. */
async function linkTwice({ left, right }: LinkedHosts): Promise<void> {
  await left.sh(`ip link add eth1 type veth peer name eth1 netns ${right.pid}`);
  for (const [host, address] of [[left, LEFT_TOO], [right, RIGHT_TOO]] as const) {
    await host.sh(`ip addr add ${address}/24 dev eth1; ip link set eth1 up`);
  }
}

scene("Room drops what comes by a second interface, and nothing else", async () => {
  await using hosts = await linkedHosts();
  await linkTwice(hosts);
  const { left, right } = hosts;
  await using ann = await chat(left, "Ann", { via: LEFT });
  // The system gives everybody what comes by an interface on which anybody has joined.
  await using other = await chat(left, "Other", { via: LEFT_TOO });
  await using plain = await plainProgram(right, RIGHT, RIGHT_TOO);
  await plain.type("twice Bob: hello\ntwice Bob: hello\ntwice Bob: bye\n");
  await ann.output.waitFor(/"bye"/);
  await other.output.waitFor(/"bye"/);
  const heard = ["hello", "hello", "bye"].map((text) => JSON.stringify(["Bob", text]));
  assert.deepEqual(lines(ann), ["in by eth0", ...heard]);
  assert.deepEqual(lines(other), ["in by eth1", ...heard]);
});
