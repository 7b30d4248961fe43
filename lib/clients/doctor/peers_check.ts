import { formatInterface, type Interface } from "../../multicast/interfaces.ts";
import { Room } from "../../multicast/room.ts";
import { RoomError } from "../../multicast/room_error.ts";
import { type Finding, MEETING } from "./checks.ts";

const GREETING_INTERVAL_MS = 500;

/** Greets the doctors on other machines, and listens for theirs. */
export async function* checkPeers(via: Interface, seconds: number): AsyncGenerator<Finding> {
  const heard = new Set<string>();
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

async function listen(room: Room, heard: Set<string>, seconds: number): Promise<Finding> {
  const greeting = setInterval(() => greet(room), GREETING_INTERVAL_MS);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  clearInterval(greeting);
  const check = "others";
  if (heard.size > 0) {
    return { check, result: "ok", text: `Heard other machines: ${[...heard].sort().join(", ")}` };
  }
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
