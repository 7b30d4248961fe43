import type { Clock, Timer } from "../net/clock.ts";
import type { Bus, Ending } from "./bus.ts";
import type { ServerInfo } from "./beats.ts";
import { type ReadPresence, readPresence, readSnapshotPart } from "./read_wire.ts";
import type { RemoteUsers } from "./remote_users.ts";
import { PRESENCE, requestsTo } from "./subjects.ts";
import { type Change, encode } from "./wire.ts";

/** How long a server may take to answer with a part of its snapshot, in milliseconds. */
const PART_TIMEOUT_MS = 2000;

/** The pause before a snapshot is asked for again, in milliseconds. */
const RETRY_MS = 50;

/** The maximum number of messages that wait for a snapshot. */
const MAX_HELD = 10_000;

/** The maximum number of parts of a snapshot. */
const MAX_PARTS = 10_000;

/** The parts that a {@linkcode PresenceSync} works with. */
export interface PresenceSyncParts {
  readonly bus: Pick<Bus, "subscribe" | "request">;
  readonly clock: Clock;
  readonly users: RemoteUsers;
  /** Learns that something arrived that no server sends. */
  onMalformed(): void;
}

/** Another server, as far as its changes are known. */
interface Peer {
  readonly info: ServerInfo;
  /** The number of the last message that was applied. */
  number: number;
  isAsking: boolean;
  /** Whether messages of it may be missing that nothing has told of. */
  isUnsure: boolean;
  held: ReadPresence[];
}

/** Follows the changes on the other servers. A snapshot makes up for missed ones. */
export class PresenceSync {
  readonly #parts: PresenceSyncParts;
  readonly #peers = new Map<string, Peer>();
  readonly #subscription: Ending;
  readonly #pauses = new Map<Timer, () => void>();

  constructor(parts: PresenceSyncParts) {
    this.#parts = parts;
    this.#subscription = parts.bus.subscribe(PRESENCE, ({ bytes }) => {
      const presence = readPresence(bytes);
      if (presence) this.#receive(presence);
      else parts.onMalformed();
    });
  }

  /** Learns that there is another server. Resolves once its users are known, or it is gone. */
  add(info: ServerInfo): Promise<void> {
    const peer = { info, number: 0, isAsking: false, isUnsure: false, held: [] };
    this.#peers.set(info.boot, peer);
    return this.#ask(peer);
  }

  /** Learns that another server is gone. */
  remove(info: ServerInfo, farewell: string): void {
    const isUnsure = this.#peers.get(info.boot)?.isUnsure;
    this.#peers.delete(info.boot);
    this.#parts.users.remove(info, farewell);
    // Others may have heard what it said last.
    if (isUnsure) void this.askAll();
  }

  /** Learns that messages may be lost, because the connection is. */
  onLost(): void {
    for (const peer of this.#peers.values()) peer.isUnsure = true;
  }

  /** Asks all servers for snapshots: anything may have been missed. */
  async askAll(): Promise<void> {
    await Promise.all([...this.#peers.values()].map((peer) => this.#ask(peer)));
  }

  #receive(presence: ReadPresence): void {
    const peer = this.#peers.get(presence.boot);
    if (!peer) return;
    if (peer.isAsking) {
      if (peer.held.length < MAX_HELD) peer.held.push(presence);
      return;
    }
    this.#take(peer, presence);
  }

  #take(peer: Peer, { number, changes, isReminder }: ReadPresence): void {
    if (number < peer.number) return;
    if (number > peer.number + 1 || isReminder && number > peer.number) return void this.#ask(peer);
    peer.isUnsure = false;
    if (number === peer.number) return;
    peer.number = number;
    this.#parts.users.change(peer.info, changes);
  }

  async #ask(peer: Peer): Promise<void> {
    if (peer.isAsking) return;
    peer.isAsking = true;
    while (this.#isHere(peer)) {
      const snapshot = await this.#fetch(peer.info);
      if (snapshot && this.#isHere(peer)) {
        peer.number = snapshot.number;
        peer.isUnsure = false;
        this.#parts.users.replace(peer.info, snapshot.changes);
        break;
      }
      await this.#pause();
    }
    peer.isAsking = false;
    if (this.#isHere(peer)) { for (const presence of peer.held.splice(0)) this.#receive(presence); }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#parts.clock.setTimer(RETRY_MS, () => {
        this.#pauses.delete(timer);
        resolve();
      });
      this.#pauses.set(timer, resolve);
    });
  }

  #isHere(peer: Peer): boolean {
    return this.#peers.get(peer.info.boot) === peer;
  }

  async #fetch({ slot, boot }: ServerInfo) {
    const changes: Change[] = [];
    let number = 0;
    let id = 0;
    try {
      for (let part = 0, parts = 1; part < parts; part++) {
        const request = encode({ boot, id, part });
        const bytes = await this.#parts.bus.request(requestsTo(slot), request, PART_TIMEOUT_MS);
        const answer = readSnapshotPart(bytes);
        if (!answer || answer.boot !== boot || part > 0 && answer.id !== id) return undefined;
        ({ number, id } = answer);
        parts = Math.min(answer.parts, MAX_PARTS);
        changes.push(...answer.changes);
      }
      return { number, changes };
    } catch {
      return undefined;
    }
  }

  /** Stops. */
  close(): void {
    this.#peers.clear();
    for (const [timer, resolve] of this.#pauses) {
      timer.cancel();
      resolve();
    }
    this.#subscription.end();
  }
}
