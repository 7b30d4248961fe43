import { echo, isHeard } from "./echo.ts";
import { type Interface, interfaceAt, interfaces } from "./interfaces.ts";
import { RoomError } from "./room_error.ts";

/**
 * The interface to enter a room by: the one that the user wants, or else one that is up and leads to
 * others; of several, the one by which the system's own route for the group leads. One that leads to
 * this machine only is the last resort.
 *
 * @param wanted An address of the interface that the user wants.
 * @throws {RoomError} when there is none.
 */
export async function chooseInterface(group: string, wanted?: string): Promise<Interface> {
  if (wanted !== undefined) return interfaceAt(wanted);
  const all = interfaces();
  const outward = all.filter(({ isLoopback }) => !isLoopback);
  const up = await heardOf(outward);
  if (up.length === 1) return up[0]!;
  const route = await systemRoute(group, up.length > 0 ? up : all);
  if (typeof route === "object") return route;
  // With none that hears itself all may be down; or a firewall is there, if there is a route.
  const rest = route === "none" ? [...all].sort(loopbackFirst) : outward;
  const chosen = up[0] ?? rest[0] ?? all[0];
  if (!chosen) throw new RoomError("Cannot chat by multicast: this machine has no IPv4 address");
  return chosen;
}

/** Those interfaces on which what is sent comes back. */
export async function heardOf(candidates: readonly Interface[]): Promise<Interface[]> {
  const heard = await Promise.all(candidates.map(({ address }) => isHeard(address)));
  return candidates.filter((_, index) => heard[index]);
}

/**
 * The interface by which programs send to a group that leave the choice to the system: `"none"` when
 * it has no route there, `"unknown"` when it is none of the candidates, or a firewall hides it.
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
      // What goes by the loopback may come from the address of any interface.
      const route = isLoopback && from ? some[0] : some.find(({ address }) => address === from);
      if (route) return route;
    }
    return "unknown";
  } catch (error) {
    return error instanceof Deno.errors.NetworkUnreachable ? "none" : "unknown";
  }
}

/** What to try instead of an interface that does not work, as the end of an error's text. */
export async function alternative(to: Interface): Promise<string> {
  const others = await heardOf(interfaces().filter(({ name }) => name !== to.name));
  const flags = others.map(({ address, isLoopback }) => {
    return `--interface ${address}${isLoopback ? " (for this machine only)" : ""}`;
  });
  return flags.length > 0 ? `; try ${flags.join(" or ")}` : "";
}

function loopbackFirst(one: Interface, other: Interface): number {
  return Number(other.isLoopback) - Number(one.isLoopback);
}
