/**
 * Asks the local network who is there.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Interface, interfaceAt, interfaces } from "../multicast/interfaces.ts";
import { Browser, type Found } from "./browser.ts";
import { type Codec, loadCodec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { Link, reason } from "./link.ts";

export type { Found };

/** How to look around. */
export interface LookAroundOptions {
  /** For how long to listen, in seconds: 2 or more, as who has just answered others waits a second. */
  readonly seconds: number;
  /** An address of the one interface to use; without one all are used. */
  readonly interface?: string | undefined;
  /** Ends it early, with what was heard until then. */
  readonly signal?: AbortSignal | undefined;
}

/** The first question waits up to so long, in milliseconds: others may start at the same moment. */
const FIRST = { least: 20, most: 120 };

/** After how long one asks again, in milliseconds; each time it is twice as long. */
const AGAIN = 1000;

/** A network on which one looks around. */
interface Listening {
  readonly browser: Browser;
  readonly link: Link;
}

/**
 * Looks for servers and room directories that are announced on the networks of this machine. This is
 * the only thing that sends anything there unless one announces oneself.
 *
 * @returns what was found, the servers first, each in the order of their names.
 * @throws {DiscoveryError} when it is not possible on any network.
 * @throws {RoomError} when there is no such interface.
 */
export async function lookAround(options: LookAroundOptions): Promise<Found[]> {
  const { interface: wanted, seconds, signal } = options;
  const ways = wanted === undefined ? interfaces() : [interfaceAt(wanted)];
  if (ways.length === 0) {
    throw new DiscoveryError("Cannot look around: this machine has no IPv4 address");
  }
  const codec = await loadCodec();
  const over = AbortSignal.any([AbortSignal.timeout(seconds * 1000), ...signal ? [signal] : []]);
  const problems: unknown[] = [];
  const listening: Listening[] = [];
  try {
    for (const via of ways) {
      await listen(via, codec).then((one) => listening.push(one), (error) => problems.push(error));
    }
    const asked = listening.map((one) => ask(one, over));
    for (const result of await Promise.allSettled(asked)) {
      if (result.status === "rejected") problems.push(result.reason);
    }
    if (problems.length === ways.length) throw problems[0];
    return sorted(listening.flatMap(({ browser }) => browser.found));
  } finally {
    for (const { link } of listening) await link.close();
  }
}

async function listen(via: Interface, codec: Codec): Promise<Listening> {
  const browser = new Browser(via);
  const onPacket = browser.receive.bind(browser);
  return { browser, link: await Link.open({ via, codec, onPacket }) };
}

/** Asks until the time is over. */
async function ask({ browser, link }: Listening, over: AbortSignal): Promise<void> {
  const wait = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: over }).catch(() => {});
  await wait(FIRST.least + Math.random() * (FIRST.most - FIRST.least));
  for (let pause = AGAIN; !over.aborted; pause *= 2) {
    await send(link, browser);
    await wait(pause);
  }
}

async function send(link: Link, browser: Browser): Promise<void> {
  try {
    await link.send([{ packet: browser.query() }]);
  } catch (error) {
    throw new DiscoveryError(`Cannot look around: ${reason(error)}`, { cause: error });
  }
}

/** What was found on several networks is one; the first way to it counts. */
function sorted(all: readonly (Found & { readonly host: string })[]): Found[] {
  const byService = new Map<string, Found>();
  for (const { host, ...found } of all) {
    const service = JSON.stringify([found.kind, host, found.port]);
    const isBetter = byService.get(service)?.address.startsWith("127.");
    if (isBetter || !byService.has(service)) byService.set(service, found);
  }
  return [...byService.values()].sort((one, other) =>
    other.kind.localeCompare(one.kind) || one.name.localeCompare(other.name)
  );
}
