import { formatInterface, type Interface } from "../../multicast/interfaces.ts";
import { Room } from "../../multicast/room.ts";
import { RoomError } from "../../multicast/room_error.ts";
import { RecentNames } from "../shared/recent_names.ts";
import { type Finding, MEETING } from "./checks.ts";

const GREETING_INTERVAL_MS = 500;

/** The number of machines to list. Anybody can make up addresses. */
const MAX_HEARD = 100;

/** Greets the doctors on other machines, and listens for theirs. */
export async function* checkPeers(via: Interface, seconds: number): AsyncGenerator<Finding> {
  const heard = new RecentNames(MAX_HEARD);
  let room: Room | undefined;
  try {
    room = await Room.join({ ...MEETING, via }, {
      onMessage: ({ from }) => heard.add(from.hostname),
      onNetwork: () => {},
    });
    await room.send("doctor", "hello");
    yield { check: "ttl", result: "ok", text: reach(via) };
    yield await listen(room, heard, seconds);
  } catch (error) {
    if (!(error instanceof RoomError)) throw error;
    yield { check: "ttl", result: "failed", text: error.message };
  } finally {
    await room?.close();
  }
}

function reach(via: Interface): string {
  const sent = `Multicast on ${formatInterface(via)}`;
  if (via.isLoopback) return `${sent} reaches all programs on this machine`;
  return `${sent} has TTL 1: it reaches everybody on that network and nobody behind a router`;
}

async function listen(room: Room, heard: RecentNames, seconds: number): Promise<Finding> {
  const greeting = setInterval(() => greet(room), GREETING_INTERVAL_MS);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  clearInterval(greeting);
  const check = "others";
  const others = [...heard].sort().join(", ");
  if (others !== "") return { check, result: "ok", text: `Heard other machines: ${others}` };
  return {
    check,
    result: "note",
    text: `Heard no other machine within ${seconds} s`,
    advice:
      "Run the doctor on the other machine at the same time. If neither hears the other, the " +
      "network between them drops multicast: Wi-Fi client isolation, or a switch's IGMP snooping",
  };
}

/** Greets once. A lost greeting does not matter, as the next one follows. */
async function greet(room: Room): Promise<void> {
  await room.send("doctor", "hello").catch((error) => {
    if (!(error instanceof RoomError)) throw error;
  });
}
