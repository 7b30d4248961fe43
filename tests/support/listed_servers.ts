import { CLUSTER_SLOTS, type EventIds, slotOf } from "../../lib/chat/event_id.ts";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { ServerList } from "../../lib/serving/server_list.ts";
import { HttpGate } from "../../lib/transport/http_gate.ts";
import { AllowedHosts } from "../../lib/web/allowed_hosts.ts";
import { webDoor } from "../../lib/web/door.ts";
import { withDeadline } from "./deadline.ts";
import { LoopbackChat } from "../serving/loopback_chat.ts";
import type { SocketWrapper } from "../../lib/transport/socket.ts";

/** How far apart the ids of the servers are: later servers take later messages. */
const IDS_APART = 100_000;

/** The machine of the tests, whose browsers ask for 127.0.0.1. */
const MACHINE = { hostname: () => undefined, addresses: () => [] };

/** The options of {@linkcode ListedServers}. */
export interface ListedServersOptions {
  readonly count?: number;
  /** Returns the protocols between TCP and the chat of a server. */
  readonly wrappers?: (index: number) => readonly SocketWrapper[];
}

/** The ids of a server in a slot. */
class SlotIds implements EventIds {
  #last: number;

  constructor(slot: number, first: number) {
    this.#last = first - slotOf(first) + slot;
  }

  next(): number {
    return this.#last += CLUSTER_SLOTS;
  }
}

/** Counts how often a client asks for it. */
class CountedList extends ServerList {
  reads = 0;

  override get addresses(): readonly string[] {
    this.reads++;
    return super.addresses;
  }
}

/**
 * Servers in this process that tell their clients of each other and have one history. Unlike those of a
 * cluster, they pass no messages on: what is said on one is missed by the users of the others.
 */
export class ListedServers implements AsyncDisposable {
  readonly addresses: readonly string[];
  readonly #chats: readonly LoopbackChat[];
  readonly #lists: readonly CountedList[];
  readonly #stopped = new Set<LoopbackChat>();

  constructor({ count = 2, wrappers = () => [] }: ListedServersOptions = {}) {
    const history = new MemoryHistory({ maxCount: 1000, now: Date.now });
    const firstId = Date.now() * 1000;
    this.#lists = Array.from({ length: count }, () => new CountedList());
    this.#chats = this.#lists.map((servers, index) => {
      const service = webDoor({
        hosts: new AllowedHosts([], MACHINE),
        maxMessage: 100_000,
        servers,
      });
      const options = { servers, history, ids: new SlotIds(index, firstId + index * IDS_APART) };
      return new LoopbackChat(options, 1, [
        ...wrappers(index),
        (socket) => new HttpGate(socket, { service }),
      ]);
    });
    this.addresses = this.#chats.map(({ port }) => `127.0.0.1:${port}`);
    this.list(this.addresses);
  }

  /** Returns the port of a server. */
  port(index: number): number {
    return this.#chats[index]!.port;
  }

  /** Tells the clients of each server of these, its own address first. */
  list(addresses: readonly string[]): void {
    for (const [index, list] of this.#lists.entries()) {
      const own = this.addresses[index]!;
      list.change([own, ...addresses.filter((address) => address !== own)]);
    }
  }

  /** Waits until a user is on a server. */
  async has(index: number, name: string): Promise<void> {
    await holds(() => this.#chats[index]!.users.includes(name), `${name} is on the server`);
  }

  /** Waits until a user is in a channel of a server. */
  async isIn(index: number, name: string, channel: string): Promise<void> {
    const { hub } = this.#chats[index]!.server;
    await holds(
      () => hub.channel(channel)?.addresses.includes(name) === true,
      `${name} is in ${channel}`,
    );
  }

  /** Waits until a client has asked a server for the list. */
  async isAsked(index: number): Promise<void> {
    await holds(() => this.#lists[index]!.reads > 0, "a client has asked for the servers");
  }

  /** Stops a server, as an operator does. */
  async stop(index: number): Promise<void> {
    const chat = this.#chats[index]!;
    this.#stopped.add(chat);
    await chat[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const rest = this.#chats.filter((chat) => !this.#stopped.has(chat));
    await Promise.all(rest.map((chat) => chat[Symbol.asyncDispose]()));
    for (const list of this.#lists) list.close();
  }
}

/** Waits until something holds. */
async function holds(condition: () => boolean, fact: string): Promise<void> {
  let isLate = false;
  const check = async () => {
    while (!isLate && !condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await withDeadline(check(), () => `It does not hold that ${fact}`).finally(() => isLate = true);
}
