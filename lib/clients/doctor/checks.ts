/**
 * Checks for the problems that keep people from seeing each other in a room.
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
import { RoomError } from "../../multicast/room_error.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";
import { roomError } from "../../multicast/room_sockets.ts";
import type { Finding } from "./finding.ts";
import { LOCAL_NETWORK, type Machine, mayLackLocalNetwork } from "./signs.ts";

/** The group and port at which running doctors find each other. */
export const MEETING = { group: "239.255.80.76", port: 50_076 } as const;

/** An interface, and whether datagrams sent on it come back. */
export interface Candidate extends Interface {
  readonly works: boolean;
}

/** Returns the interfaces of this machine. */
export async function candidates(): Promise<Candidate[]> {
  const all = interfaces();
  const heard = await workingInterfaces(all);
  return all.map((one) => ({ ...one, works: heard.includes(one) }));
}

/** Checks which interface rooms use: `via`, unless there is none. */
export async function checkInterface(
  wanted: string | undefined,
  all: readonly Candidate[],
): Promise<{ via?: Interface; finding: Finding }> {
  const check = "interface";
  try {
    const via = await chooseInterface(MEETING.group, wanted);
    const chosen = `Rooms use ${formatInterface(via)}`;
    if (!via.isLoopback) return { via, finding: { check, result: "ok", text: chosen } };
    const text = `${chosen}, which reaches only programs on this machine`;
    const isMeant = wanted !== undefined || all.every(({ isLoopback }) => isLoopback);
    if (isMeant) return { via, finding: { check, result: "note", text } };
    const advice = "Bring up an interface that leads to the other machines";
    return {
      via,
      finding: { check, result: "failed", text: `${text}: no other interface works`, advice },
    };
  } catch (error) {
    if (!(error instanceof RoomError)) throw error;
    const advice = wanted === undefined
      ? "Connect this machine to a network"
      : "Use one of these addresses for --interface, or leave it out";
    return { finding: { check, result: "failed", text: error.message, advice } };
  }
}

/** Checks that this machine can join a group, and that datagrams to the group come back. */
export async function checkLoopback(via: Interface, machine: Machine): Promise<Finding> {
  const check = "loopback";
  const name = formatInterface(via);
  try {
    const { address } = via;
    const from = await echo({ group: MEETING.group, from: address, on: [address] });
    if (from === address) {
      return { check, result: "ok", text: `Multicast on ${name} comes back` };
    }
    const text = `Multicast on ${name} does not come back`;
    const advice = `Bring ${via.name} up, or let the firewall accept UDP to 239.0.0.0/8` +
      (machine.os === "darwin" ? `. ${LOCAL_NETWORK}` : "");
    return { check, result: "failed", text, advice };
  } catch (error) {
    rethrowBug(error);
    const { text } = await roomError(`Cannot join a group on ${name}`, error, via);
    const advice = mayLackLocalNetwork(machine, error) ? LOCAL_NETWORK : `Bring ${via.name} up`;
    return { check, result: "failed", text, advice };
  }
}

/** Checks which interface programs use that leave the choice to the system. */
export async function checkRoute(via: Interface, all: readonly Interface[]): Promise<Finding> {
  const check = "route";
  const route = await systemRoute(MEETING.group, all);
  if (route === "none") {
    const text = "The system has no route for multicast: Parley needs none, but other programs may";
    const advice = `For those, as root on Linux: ip route add 239.0.0.0/8 dev ${via.name}`;
    return { check, result: "note", text, advice };
  }
  if (route === "unknown") {
    return { check, result: "note", text: "The system does not reveal its route for multicast" };
  }
  if (route.address === via.address) {
    const text = `The system's own route for multicast uses ${via.name}, too`;
    return { check, result: "ok", text };
  }
  const text = `The system's own route for multicast uses ${formatInterface(route)}: ` +
    `programs that use it do not reach ${via.name}`;
  return { check, result: "note", text, advice: `Use --interface ${route.address} to meet them` };
}
