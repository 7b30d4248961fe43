/**
 * What keeps people from seeing each other in a room, looked for one after the other.
 *
 * @module
 */
import {
  chooseInterface,
  systemRoute,
  workingInterfaces,
} from "../../multicast/choose_interface.ts";
import { echo } from "../../multicast/echo.ts";
import { formatInterface, type Interface, interfaces } from "../../multicast/interfaces.ts";
import { roomError } from "../../multicast/room_sockets.ts";

/** The group in which doctors meet, and their port. */
export const MEETING = { group: "239.255.80.76", port: 50_076 } as const;

/** What a check has found. A note is worth knowing, and nothing has to be done about it. */
export interface Finding {
  readonly check: "interface" | "loopback" | "route" | "ttl" | "directory" | "others";
  readonly result: "ok" | "failed" | "note";
  readonly text: string;
  /** What to try. */
  readonly advice?: string;
}

/** An interface, and whether what is sent on it comes back. */
export interface Candidate extends Interface {
  readonly works: boolean;
}

/** The interfaces of this machine. */
export async function candidates(): Promise<Candidate[]> {
  const all = interfaces();
  const heard = await workingInterfaces(all);
  return all.map((one) => ({ ...one, works: heard.includes(one) }));
}

/** Looks which interface rooms are entered by: `via`, unless there is none. */
export async function checkInterface(
  wanted: string | undefined,
  all: readonly Candidate[],
): Promise<{ via?: Interface; finding: Finding }> {
  const check = "interface";
  try {
    const via = await chooseInterface(MEETING.group, wanted);
    const chosen = `Rooms are entered by ${formatInterface(via)}`;
    if (!via.isLoopback) return { via, finding: { check, result: "ok", text: chosen } };
    const text = `${chosen}, where only programs on this machine are`;
    const isMeant = wanted !== undefined || all.every(({ isLoopback }) => isLoopback);
    if (isMeant) return { via, finding: { check, result: "note", text } };
    const advice = "Bring up an interface that leads to the others";
    return { via, finding: { check, result: "failed", text: `${text}: no other works`, advice } };
  } catch (error) {
    const advice = wanted === undefined
      ? "Connect this machine to a network"
      : "Give --interface one of those addresses, or leave it out";
    return { finding: { check, result: "failed", text: (error as Error).message, advice } };
  }
}

/** Looks whether a group can be joined, and what is sent to it comes back. */
export async function checkLoopback(via: Interface): Promise<Finding> {
  const check = "loopback";
  const way = formatInterface(via);
  try {
    const { address } = via;
    const from = await echo({ group: MEETING.group, from: address, on: [address] });
    if (from === address) {
      return { check, result: "ok", text: `What is sent to a group by ${way} comes back` };
    }
    const text = `Nothing that is sent to a group by ${way} comes back`;
    const advice = `Bring ${via.name} up, or have the firewall accept UDP to 239.0.0.0/8`;
    return { check, result: "failed", text, advice };
  } catch (error) {
    const { text } = await roomError(`Cannot join a group by ${way}`, error, via);
    return { check, result: "failed", text, advice: `Bring ${via.name} up` };
  }
}

/** Looks which way other programs send, that leave it to the system. */
export async function checkRoute(via: Interface, all: readonly Interface[]): Promise<Finding> {
  const check = "route";
  const route = await systemRoute(MEETING.group, all);
  if (route === "none") {
    const text = "The system has no route for multicast: Parley does without, others may not";
    const advice = `As root on Linux: ip route add 239.0.0.0/8 dev ${via.name}`;
    return { check, result: "failed", text, advice };
  }
  if (route === "unknown") {
    return { check, result: "note", text: "The system's route for multicast cannot be told" };
  }
  if (route.address === via.address) {
    const text = `The system's own route for multicast is by ${via.name}, too`;
    return { check, result: "ok", text };
  }
  const text = `The system's own route for multicast is by ${formatInterface(route)}: ` +
    `programs that go by it are not seen by ${via.name}`;
  return { check, result: "note", text, advice: `Use --interface ${route.address} to meet them` };
}
