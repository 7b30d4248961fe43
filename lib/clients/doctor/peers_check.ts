import { formatInterface, type Interface } from "../../multicast/interfaces.ts";
import { Room } from "../../multicast/room.ts";
import { RoomError } from "../../multicast/room_error.ts";
import { RecentNames } from "../shared/recent_names.ts";
import { MEETING } from "./checks.ts";
import type { Finding } from "./finding.ts";
import {
  type Heard,
  LOCAL_NETWORK,
  type Machine,
  mayLackLocalNetwork,
  snoopedMachines,
} from "./signs.ts";

/** The group and port at which doctors meet as well. Switches send its datagrams to everybody. */
export const UNFILTERED_MEETING = { group: "224.0.0.176", port: 50_077 } as const;

const GREETING_INTERVAL_MS = 500;

/** The number of machines to list. Anybody can make up addresses. */
const MAX_HEARD = 100;

/** A group in which this doctor greets others, and the machines that it has heard there. */
interface Meeting {
  readonly room: Room;
  readonly heard: RecentNames;
}

/** Greets the doctors on other machines, and listens for theirs. */
export async function* checkPeers(
  via: Interface,
  seconds: number,
  machine: Machine,
): AsyncGenerator<Finding> {
  const meetings: Meeting[] = [];
  try {
    for (const place of [MEETING, UNFILTERED_MEETING]) meetings.push(await join(place, via));
    for (const { room } of meetings) await room.send("doctor", "hello");
    yield { check: "ttl", result: "ok", text: reach(via) };
    const greeting = setInterval(() => meetings.forEach(greet), GREETING_INTERVAL_MS);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    clearInterval(greeting);
    const [filtered, unfiltered] = meetings.map(({ heard }) => new Set(heard));
    yield othersFinding({ filtered: filtered!, unfiltered: unfiltered! }, seconds, machine);
  } catch (error) {
    if (!(error instanceof RoomError)) throw error;
    yield {
      ...{ check: "ttl", result: "failed", text: error.message },
      ...mayLackLocalNetwork(machine, error.cause) && { advice: LOCAL_NETWORK },
    };
  } finally {
    for (const { room } of meetings) await room.close();
  }
}

async function join(place: typeof MEETING | typeof UNFILTERED_MEETING, via: Interface) {
  const heard = new RecentNames(MAX_HEARD);
  const room = await Room.join({ ...place, via }, {
    onMessage: ({ from }) => heard.add(from.hostname),
    onNetwork: () => {},
  });
  return { room, heard };
}

function reach(via: Interface): string {
  const sent = `Multicast on ${formatInterface(via)}`;
  if (via.isLoopback) return `${sent} reaches all programs on this machine`;
  return `${sent} has TTL 1: it reaches everybody on that network and nobody behind a router`;
}

/** Returns what follows from the machines that were heard within so many seconds. */
export function othersFinding(heard: Heard, seconds: number, { os }: Pick<Machine, "os">): Finding {
  const check = "others";
  const snooped = snoopedMachines(heard);
  if (snooped.length > 0) {
    return {
      ...{ check, result: "failed" },
      text: `Heard ${snooped.join(", ")} only in a group that no switch filters: a switch or an ` +
        "access point between drops the others (IGMP snooping)",
      advice: "Switch IGMP snooping off in the switch, or an IGMP querier on",
    };
  }
  const others = [...heard.filtered].sort().join(", ");
  if (others !== "") return { check, result: "ok", text: `Heard other machines: ${others}` };
  return {
    ...{ check, result: "note", text: `Nobody answered within ${seconds} s` },
    advice: "Run the doctor on another machine at the same time. If neither hears the other, the " +
      "network between them drops multicast: Wi-Fi client isolation, a guest network or a firewall" +
      (os === "darwin" ? `. ${LOCAL_NETWORK}` : ""),
  };
}

/** Greets once. A lost greeting does not matter, as the next one follows. */
async function greet({ room }: Meeting): Promise<void> {
  await room.send("doctor", "hello").catch((error) => {
    if (!(error instanceof RoomError)) throw error;
  });
}
