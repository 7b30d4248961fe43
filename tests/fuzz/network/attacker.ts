/**
 * Sends hostile datagrams until it is killed. Arguments: SEED ADDRESS GROUP PORT, the last two of a
 * room. Prints the number of each tenth datagram.
 *
 * @module
 */
import { createSocket, type Socket } from "node:dgram";
import { Random } from "../random.ts";
import { mdnsPacket, roomDatagram } from "./datagrams.ts";

const MDNS = { group: "224.0.0.251", port: 5353 };

/** The pause after each datagram: the room's members must have time to read them all. */
const PAUSE_MS = 10;

const [seed, address, group, port] = Deno.args;

/** Opens a socket that sends through the interface with that address. */
async function open(port: number): Promise<Socket> {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  await new Promise<void>((resolve) => socket.bind(port, address, resolve));
  socket.setMulticastInterface(address!);
  // The system may refuse a datagram.
  socket.on("error", () => {});
  return socket;
}

const toRoom = await open(0);
const toMdns = [await open(MDNS.port), await open(0)];
console.log("attacking");
for (let number = 0;; number++) {
  const random = new Random(Number(seed), number);
  if (random.once(2)) toRoom.send(roomDatagram(random), Number(port), group);
  else random.pick(toMdns).send(mdnsPacket(random), MDNS.port, MDNS.group);
  if (number % 10 === 0) console.log(number);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
