import assert from "node:assert/strict";
import {
  LEFT,
  type LinkedHosts,
  linkedHosts,
  RIGHT,
  scenesInNamespaces,
} from "../support/namespaces.ts";
import { assertConnected, chat, GROUP, igmpListener, lines, plainProgram } from "./programs.ts";

const DOWN = `interface eth0 (${LEFT}) is down`;
const LEFT_TOO = "10.9.0.11";
const RIGHT_TOO = "10.9.0.12";
const UP = `interface eth0 (${LEFT}) is up`;
const scene = scenesInNamespaces("a chat survives changes of its network");

scene(
  "the user is told that the interface is down and up again, and the chat continues",
  async () => {
    await using hosts = await linkedHosts();
    const { left, right } = hosts;
    await using ann = await chat(left, "Ann");
    await using bob = await chat(right, "Bob");
    await ann.type("one\n");
    await bob.output.waitFor(/"one"/);
    await ann.output.waitFor(/sent\n/);
    // The notice appears once, whether or not the user sends something.
    await left.sh("ip link set eth0 down");
    await ann.output.waitFor(/down: .*\n/);
    await ann.type("two\nthree\n");
    await ann.output.waitFor(/(error: .*\n){2}/);
    await left.sh("ip link set eth0 up");
    await ann.output.waitFor(/up: .*\n/);
    await bob.type("four\n");
    await bob.output.waitFor(/sent\n/);
    await ann.output.waitFor(/"four"/);
    await ann.type("five\n");
    await bob.output.waitFor(/"five"/);
    await ann.output.waitFor(/"four".*sent\n/s);
    const error = `error: Cannot send: the ${DOWN}. Try --interface 127.0.0.1 (this machine only).`;
    assert.deepEqual(lines(ann), [
      ...["joined via eth0", "sent", `down: The ${DOWN}`, error, error, `up: The ${UP}`],
      ...[`["Bob","four"]`, "sent"],
    ]);
    // Messages that failed are not sent later.
    assert.deepEqual(lines(bob), ["joined via eth0", `["Ann","one"]`, "sent", `["Ann","five"]`]);
  },
);

scene("the first message on an interface that is down is refused", async () => {
  await using hosts = await linkedHosts();
  await using ann = await chat(hosts.left, "Ann");
  await hosts.left.sh("ip link set eth0 down");
  await ann.type("two\n");
  await ann.output.waitFor(/error: .*\n/);
  assert.deepEqual(lines(ann).slice(0, 2), ["joined via eth0", `down: The ${DOWN}`]);
});

scene("a chat continues after its interface lost and regained its address", async () => {
  await using hosts = await linkedHosts();
  await using ann = await chat(hosts.left, "Ann");
  await using bob = await chat(hosts.right, "Bob");
  await hosts.left.sh("ip addr flush dev eth0");
  await ann.type("lost\n");
  await ann.output.waitFor(/error: .*\n/);
  await hosts.left.sh(`ip addr add ${LEFT}/24 dev eth0`);
  await ann.output.waitFor(/up: .*\n/);
  await assertConnected(ann, bob);
});

scene("a chat continues after its interface was removed and added again", async () => {
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
  await assertConnected(ann, bob);
});

scene("a chat joined on an interface that is down says so, and works later", async () => {
  await using hosts = await linkedHosts();
  await hosts.left.sh("ip link set eth0 down");
  await using ann = await chat(hosts.left, "Ann", { via: LEFT });
  await using bob = await chat(hosts.right, "Bob");
  await ann.output.waitFor(/^down: Multicast via eth0 .* does not come back: .*firewall.*\n/m);
  // The send is allowed, because a firewall may block only incoming datagrams.
  await ann.type("into the void\n");
  await ann.output.waitFor(/^sent\n/m);
  await hosts.left.sh("ip link set eth0 up");
  await ann.output.waitFor(/^up: .*\n/m);
  await ann.type("hello\n");
  await bob.output.waitFor(/"hello"/);
});

/** Adds a second cable between the hosts, in the same network. */
async function linkTwice({ left, right }: LinkedHosts): Promise<void> {
  await left.sh(`ip link add eth1 type veth peer name eth1 netns ${right.pid}`);
  for (const [host, address] of [[left, LEFT_TOO], [right, RIGHT_TOO]] as const) {
    await host.sh(`ip addr add ${address}/24 dev eth1; ip link set eth1 up`);
  }
}

scene("duplicates that arrive over a second interface are dropped, and nothing else", async () => {
  await using hosts = await linkedHosts();
  await linkTwice(hosts);
  const { left, right } = hosts;
  await using ann = await chat(left, "Ann", { via: LEFT });
  // The system delivers datagrams of an interface to all sockets if one of them has joined there.
  await using other = await chat(left, "Other", { via: LEFT_TOO });
  await using plain = await plainProgram(right, RIGHT, RIGHT_TOO);
  await plain.type("twice Bob: hello\ntwice Bob: hello\ntwice Bob: bye\n");
  await ann.output.waitFor(/"bye".*\n/);
  await other.output.waitFor(/"bye".*\n/);
  const received = ["hello", "hello", "bye"].map((text) => JSON.stringify(["Bob", text]));
  assert.deepEqual(lines(ann), ["joined via eth0", ...received]);
  assert.deepEqual(lines(other), ["joined via eth1", ...received]);
});

scene("a member joins its group again and again, and never leaves it meanwhile", async () => {
  await using hosts = await linkedHosts();
  await using network = await igmpListener(hosts.right, "eth0");
  await using ann = await chat(hosts.left, "Ann", { rejoinIntervalMs: 1 });
  const reports = () => network.output.text.split("\n").filter((line) => line.includes(GROUP));
  // The system sends each report at least twice.
  await network.output.waitUntil(() => reports().length >= 7, "further reports");
  assert.deepEqual(new Set(reports()), new Set([`${LEFT} joined ${GROUP}`]));
  await using bob = await chat(hosts.right, "Bob");
  await assertConnected(ann, bob);
  await ann.endInput();
  await network.output.waitFor(new RegExp(`^${LEFT} left ${GROUP}`, "m"));
});
