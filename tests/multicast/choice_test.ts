import assert from "node:assert/strict";
import { Host, scenesInNamespaces } from "../support/namespaces.ts";
import { chosenInterface } from "./programs.ts";

/** A host with two interfaces, that are up. */
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
const scene = scenesInNamespaces("chooseInterface takes what works and where routes lead");

for (
  const [name, setUp, expected] of [
    ["the loopback when there is nothing else", "ip link set lo up", LOOPBACK],
    ["the first that is up", TWO, ETH0],
    ["the one that is up", `${TWO}ip link set eth0 down`, ETH1],
    [
      "the one that is up, whatever the routes",
      `${TWO}ip route add 239.0.0.0/8 dev eth0; ip link set eth0 down`,
      ETH1,
    ],
    [
      "the one to which the system's route leads",
      `${TWO}ip route add 239.0.0.0/8 dev eth1`,
      ETH1,
    ],
    ["the one of the default route", `${TWO}ip route add default via 10.8.0.9`, ETH1],
    [
      "none that is the loopback, though a route leads there",
      `${TWO}ip route add 239.0.0.0/8 dev lo`,
      ETH0,
    ],
    [
      "the loopback when all others are down",
      `${TWO}ip link set eth0 down; ip link set eth1 down`,
      LOOPBACK,
    ],
    [
      "the loopback when all others are down and a route leads there",
      `${TWO}ip link set eth0 down; ip link set eth1 down; ip route add 239.0.0.0/8 dev lo`,
      LOOPBACK,
    ],
    [
      "nothing when there is none",
      "true",
      "Cannot chat by multicast: this machine has no IPv4 address",
    ],
  ] as const
) {
  scene(`chooseInterface takes ${name}`, async () => {
    await using host = await Host.start(setUp);
    assert.equal(await chosenInterface(host), expected);
  });
}
