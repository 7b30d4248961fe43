import assert from "node:assert/strict";
import { Host, scenesInNamespaces } from "../support/namespaces.ts";
import { chosenInterface } from "./programs.ts";

/** Sets up a host with two interfaces that are up. */
const TWO = `
  ip link set lo up
  ip link add eth0 type veth peer name far0
  ip link add eth1 type veth peer name far1
  ip addr add 10.9.0.1/24 dev eth0
  ip addr add 10.8.0.1/24 dev eth1
  ip link set eth0 up; ip link set far0 up
  ip link set eth1 up; ip link set far1 up
`;
const ETH0 = "eth0 (10.9.0.1)";
const ETH1 = "eth1 (10.8.0.1)";
const LOOPBACK = "lo (127.0.0.1)";
const scene = scenesInNamespaces("the chosen interface works, and routes decide between several");

for (
  const [name, setUp, expected] of [
    ["the loopback interface if there is no other", "ip link set lo up", LOOPBACK],
    ["the first of two interfaces that are up", TWO, ETH0],
    ["the interface that is up", `${TWO}ip link set eth0 down`, ETH1],
    [
      "the interface that is up, although the route leads to another",
      `${TWO}ip route add 239.0.0.0/8 dev eth0; ip link set eth0 down`,
      ETH1,
    ],
    [
      "the interface of the system's route",
      `${TWO}ip route add 239.0.0.0/8 dev eth1`,
      ETH1,
    ],
    ["the interface of the default route", `${TWO}ip route add default via 10.8.0.9`, ETH1],
    [
      "no loopback interface, although the route leads there",
      `${TWO}ip route add 239.0.0.0/8 dev lo`,
      ETH0,
    ],
    [
      "the loopback interface if all others are down",
      `${TWO}ip link set eth0 down; ip link set eth1 down`,
      LOOPBACK,
    ],
    [
      "the loopback interface if all others are down and the route leads there",
      `${TWO}ip link set eth0 down; ip link set eth1 down; ip route add 239.0.0.0/8 dev lo`,
      LOOPBACK,
    ],
    [
      "nothing if there is no interface",
      "true",
      "Cannot chat in rooms: this machine has no IPv4 address",
    ],
  ] as const
) {
  scene(`chooseInterface returns ${name}`, async () => {
    await using host = await Host.start(setUp);
    assert.equal(await chosenInterface(host), expected);
  });
}
