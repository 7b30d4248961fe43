import type { Clock } from "../net/clock.ts";
import type { ServerChange, Status } from "../net/status.ts";
import type { ServerInfo } from "./beats.ts";
import { type News, PacedNews, timesText } from "./paced_news.ts";

/** How much of an address is logged, in characters: no host name is longer. */
const MAX_ADDRESS = 260;

/** The maximum number of addresses in one line of text. */
const MAX_NAMED = 10;

/** The maximum number of addresses from which all servers have gone that are remembered. */
const MAX_GONE = 1024;

/** What the log says of one server, and of several. */
const TEXTS: Readonly<Record<ServerChange, readonly [one: string, several: string]>> = {
  joined: ["has joined", "have joined"],
  back: ["is back", "are back"],
  stopped: ["has stopped", "have stopped"],
  lost: [
    "is lost: it was killed, hangs or is cut off",
    "are lost: they were killed, hang or are cut off",
  ],
};

/** The last change at an address. */
interface Item {
  readonly change: ServerChange;
  /** Whether other servers there run: behind a load balancer, or until the loss of a killed one shows. */
  readonly hasOthers: boolean;
}

/** Reports to the operator which other servers come and go, and whether they are within reach. */
export class ServerNews {
  readonly #onStatus: (status: Status) => void;
  readonly #count: () => number;
  readonly #changes: PacedNews<Item>;
  /** How many servers run at each address. */
  readonly #running = new Map<string, number>();
  readonly #gone = new Set<string>();
  #isOpen = false;

  /** @param count Returns how many servers run now, this one included. */
  constructor(clock: Clock, count: () => number, onStatus: (status: Status) => void) {
    this.#count = count;
    this.#onStatus = onStatus;
    this.#changes = new PacedNews(clock, (news) => this.#report(news));
  }

  /** Reports that this server is in the cluster. Servers that have joined before are not reported. */
  open(cluster: string, address: string): void {
    this.#isOpen = true;
    this.#tell("joined", [address], `Joined the cluster "${cluster}" as ${address}`);
  }

  joined(info: ServerInfo): void {
    const address = shortened(info.address);
    const others = this.#running.get(address) ?? 0;
    this.#running.set(address, others + 1);
    const change = this.#gone.delete(address) ? "back" : "joined";
    this.#note(address, { change, hasOthers: others > 0 }, false);
  }

  left(info: ServerInfo, why: "stopped" | "dead"): void {
    const address = shortened(info.address);
    const others = (this.#running.get(address) ?? 0) - 1;
    if (others > 0) this.#running.set(address, others);
    else this.#forget(address);
    const change = why === "dead" ? "lost" : why;
    this.#note(address, { change, hasOthers: others > 0 }, true);
  }

  outOfReach(): void {
    this.#notice("The other servers of the cluster are out of reach");
  }

  /**
   * Reports that this server is back.
   *
   * @param wasAnnounced Whether the loss was reported.
   * @param wasDead Whether the others had taken this server for dead.
   */
  back(wasAnnounced: boolean, wasDead: boolean): void {
    const others = "The other servers of the cluster";
    const death = "had taken this one for dead";
    if (wasAnnounced) {
      this.#notice(`${others} are within reach again${wasDead ? `; they ${death}` : ""}`);
    } else if (wasDead) this.#notice(`${others} ${death}; it is back`);
  }

  /** Reports what is left, and nothing more. */
  close(): void {
    this.#isOpen = false;
    this.#changes.close();
  }

  #forget(address: string): void {
    this.#running.delete(address);
    this.#gone.add(address);
    const [oldest] = this.#gone;
    if (this.#gone.size > MAX_GONE) this.#gone.delete(oldest!);
  }

  #note(address: string, item: Item, isLoss: boolean): void {
    if (this.#isOpen) this.#changes.note(address, item, isLoss);
  }

  #notice(text: string): void {
    this.#onStatus({ type: "notice", text });
  }

  #report(news: readonly News<Item>[]): void {
    const alike = Map.groupBy(news, ({ subject, item: { change, hasOthers }, times }) => {
      const own = change === "stopped" || change === "lost" ? 1 : 0;
      return JSON.stringify([change, times > own ? times : 0, hasOthers ? subject : ""]);
    });
    for (const [key, those] of alike) {
      const [change, times, shared] = JSON.parse(key) as [ServerChange, number, string];
      const addresses = those.map(({ subject }) => subject);
      const text = shared ? sharedText(change, shared) : serversText(change, addresses);
      this.#tell(change, addresses, times > 0 ? text + timesText("gone ", times) : text);
    }
  }

  #tell(change: ServerChange, addresses: readonly string[], what: string): void {
    const servers = this.#count();
    const rest = servers === 1 ? "This is the only server now" : `There are ${servers} servers now`;
    this.#onStatus({ type: "servers", change, addresses, servers, text: `${what}. ${rest}` });
  }
}

/** Returns an address as it is logged: any program with the password of NATS may send anything. */
function shortened(address: string): string {
  return address.length <= MAX_ADDRESS ? address : `${address.slice(0, MAX_ADDRESS)}…`;
}

function serversText(change: ServerChange, addresses: readonly string[]): string {
  const named = addresses.slice(0, MAX_NAMED);
  const more = addresses.length - named.length;
  const list = more > 0 ? [...named, `${more} more`] : named;
  const last = list.pop()!;
  const [one, several] = TEXTS[change];
  if (list.length === 0) return `Server ${last} ${one}`;
  return `Servers ${list.join(", ")} and ${last} ${several}`;
}

/** Returns the text for an address at which other servers run. */
function sharedText(change: ServerChange, address: string): string {
  const which = change === "joined" || change === "back" ? "Another server" : "One of the servers";
  return `${which} at ${address} ${TEXTS[change][0]}`;
}
