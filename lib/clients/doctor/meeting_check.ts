import { formatInterface, type Interface } from "../../multicast/interfaces.ts";
import { Room } from "../../multicast/room.ts";
import { type Finding, MEETING } from "./checks.ts";

/** How often a doctor greets the others, in milliseconds. */
const GREETING = 500;

/** Sends to where other doctors are, and listens to them for some seconds. */
export async function* meetOthers(via: Interface, seconds: number): AsyncGenerator<Finding> {
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
    yield { check: "ttl", result: "failed", text: (error as Error).message };
  } finally {
    await room?.close();
  }
}

function reach(via: Interface): string {
  const sent = `What is sent by ${formatInterface(via)}`;
  if (via.isLoopback) return `${sent} reaches all programs on this machine`;
  return `${sent} has TTL 1: it reaches all in that network, and nobody behind a router`;
}

async function listen(room: Room, heard: Set<string>, seconds: number): Promise<Finding> {
  const greet = () => room.send("doctor", "hello").catch(() => {});
  const greeting = setInterval(greet, GREETING);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  clearInterval(greeting);
  const check = "others";
  if (heard.size > 0) {
    return { check, result: "ok", text: `Others are heard: ${[...heard].sort().join(", ")}` };
  }
  return {
    check,
    result: "note",
    text: `Nobody else was heard for ${seconds} s`,
    advice:
      "Run this on the other machine at the same time. If they do not hear each other, what " +
      "is between them drops multicast: client isolation of a Wi-Fi, or a switch's IGMP snooping",
  };
}
