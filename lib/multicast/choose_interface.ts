import { carriesMulticast, echo } from "./echo.ts";
import { type Interface, interfaceAt, interfaces } from "./interfaces.ts";
import { RoomError } from "./room_error.ts";

/**
 * Returns the interface on which to join a room: the one with the address `wanted`, if given, or else
 * one that is up and leads to other machines. Of several, the system's route for the group decides. A
 * loopback interface is the last resort.
 *
 * @throws {RoomError} when there is none.
 */
export async function chooseInterface(group: string, wanted?: string): Promise<Interface> {
  if (wanted !== undefined) return interfaceAt(wanted);
  const all = interfaces();
  const external = all.filter(({ isLoopback }) => !isLoopback);
  const working = await workingInterfaces(external);
  if (working.length === 1) return working[0]!;
  const route = await systemRoute(group, working.length > 0 ? working : all);
  if (typeof route === "object") return route;
  // If nothing works and there is no route, all may be down. If there is a route, a firewall may be
  // the reason.
  const fallbacks = route === "none" ? [...all].sort(loopbackFirst) : external;
  const chosen = working[0] ?? fallbacks[0] ?? all[0];
  if (!chosen) throw new RoomError("Cannot chat in rooms: this machine has no IPv4 address");
  return chosen;
}

/** Returns the interfaces that carry multicast. */
export async function workingInterfaces(candidates: readonly Interface[]): Promise<Interface[]> {
  const works = await Promise.all(candidates.map(({ address }) => carriesMulticast(address)));
  return candidates.filter((_, index) => works[index]);
}

/**
 * Returns the interface that the system uses for a group when a program does not choose one. The
 * result is `"none"` without a route, and `"unknown"` if the interface is not among the candidates or
 * a firewall hides it.
 */
export async function systemRoute(
  group: string,
  candidates: readonly Interface[],
): Promise<Interface | "none" | "unknown"> {
  try {
    for (const isLoopback of [false, true]) {
      const some = candidates.filter((one) => one.isLoopback === isLoopback);
      const on = some.map(({ address }) => address);
      const from = on.length > 0 ? await echo({ group, from: "0.0.0.0", on }) : undefined;
      // Datagrams on the loopback interface may have the source address of any interface.
      const route = isLoopback && from ? some[0] : some.find(({ address }) => address === from);
      if (route) return route;
    }
    return "unknown";
  } catch (error) {
    return error instanceof Deno.errors.NetworkUnreachable ? "none" : "unknown";
  }
}

/** Returns a hint that names the interfaces to try instead of one that does not work. */
export async function suggestInterface(failed: Interface): Promise<string | undefined> {
  const others = await workingInterfaces(interfaces().filter(({ name }) => name !== failed.name));
  const flags = others.map(({ address, isLoopback }) => {
    return `--interface ${address}${isLoopback ? " (this machine only)" : ""}`;
  });
  return flags.length > 0 ? `Try ${flags.join(" or ")}.` : undefined;
}

function loopbackFirst(one: Interface, other: Interface): number {
  return Number(other.isLoopback) - Number(one.isLoopback);
}
