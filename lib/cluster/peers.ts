import type { Clock } from "../net/clock.ts";
import {
  type Beat,
  decodeRecord,
  type Echo,
  recordKey,
  type ServerInfo,
  type ServerRecord,
  slotOfKey,
} from "./beats.ts";
import { type Bucket, BusError } from "./bus.ts";

/** A server without a beat and a renewal for this long is dead, in milliseconds. */
export const DEAD_AFTER_MS = 8000;

/** How many dead boots are remembered. */
const MAX_DEAD_BOOTS = 1000;

/** A server that has a record. */
interface Peer {
  readonly info: ServerInfo;
  /** How often its record has been renewed. */
  count: number;
  /** The number of its last beat that this server knows of. */
  lastBeat: number;
  /** When there was a sign of life, or when this server began to look for one. */
  seenAt: number;
  /** When this server sent the last beat that the peer has heard; at first, when it knew of the peer. */
  echoedAt: number;
  /** Whether there was a sign of life. A record alone may be that of a server which has died. */
  isAlive: boolean;
  hasStopped: boolean;
  isInDoubt: boolean;
}

/** The options of {@linkcode Peers}. */
export interface PeersOptions {
  readonly bucket: Bucket;
  readonly clock: Clock;
  /** Reports whether a boot is that of this server. */
  isOwn(boot: string): boolean;
  onJoined(info: ServerInfo): void;
  onLeft(info: ServerInfo, reason: "stopped" | "dead"): void;
}

/**
 * The other servers, as their beats and records show them. The removal of a record is what ends a boot:
 * one server does it, all others see it, and the server concerned finds its record gone. So all servers
 * agree on who is dead, in the end.
 */
export class Peers {
  readonly #options: PeersOptions;
  readonly #peers = new Map<number, Peer>();
  readonly #alive = new Map<number, ServerInfo>();
  readonly #deadBoots = new Set<string>();
  /** The slots whose records are being read, as there was a beat of an unknown boot. */
  readonly #lookups = new Set<number>();

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  /** The servers that have shown a sign of life, by slot. */
  get alive(): ReadonlyMap<number, ServerInfo> {
    return this.#alive;
  }

  /** Whether there are records of servers that have shown no sign of life yet. */
  get hasUnheard(): boolean {
    return [...this.#peers.values()].some(({ isAlive, hasStopped }) => !isAlive && !hasStopped);
  }

  /** Reports whether a slot is known to have a record of another server. */
  hasRecord(slot: number): boolean {
    return this.#peers.has(slot);
  }

  /** The last beat heard of each live server. */
  get echoes(): Echo[] {
    return Array.from(this.#alive.values(), ({ slot, boot }) => {
      return [slot, boot, this.#peers.get(slot)!.lastBeat] as const;
    });
  }

  /** When the beat was sent that all others have heard; -Infinity if there are no others. */
  get echoedAt(): number {
    let echoedAt = Infinity;
    for (const peer of this.#peers.values()) {
      if (!peer.hasStopped) echoedAt = Math.min(echoedAt, peer.echoedAt);
    }
    return echoedAt === Infinity ? -Infinity : echoedAt;
  }

  /** Handles a record as it is in the bucket now, or its removal. */
  onRecord(key: string, value: Uint8Array | undefined): void {
    const slot = slotOfKey(key);
    if (slot === undefined) return;
    const record = value && decodeRecord(value);
    const peer = this.#peers.get(slot);
    if (record && peer?.info.boot === record.boot) {
      if (record.count > peer.count) this.#onLife(peer);
      peer.count = Math.max(peer.count, record.count);
      return;
    }
    if (peer) this.#forget(peer, "dead");
    if (record?.slot === slot && !this.#options.isOwn(record.boot)) this.#add(record);
  }

  #add({ slot, boot, address, count }: ServerRecord): void {
    const now = this.#options.clock.now();
    this.#peers.set(slot, {
      info: { slot, boot, address },
      ...{ count, lastBeat: 0, seenAt: now, echoedAt: now },
      ...{ isAlive: false, hasStopped: false, isInDoubt: false },
    });
  }

  /**
   * Handles a beat of another server.
   *
   * @param sentAt Returns when this server has sent the beat of an echo, if the echo is for it.
   */
  onBeat(beat: Beat, sentAt: (echo: Echo) => number | undefined): void {
    const peer = this.#peers.get(beat.slot);
    if (peer?.info.boot !== beat.boot) return void this.#lookUp(beat, sentAt);
    if (beat.isLast) {
      peer.hasStopped = true;
      return this.#leave(peer, "stopped");
    }
    if (beat.n > peer.lastBeat) {
      peer.lastBeat = beat.n;
      this.#onLife(peer);
    }
    for (const echo of beat.heard) {
      const time = sentAt(echo);
      if (time !== undefined) peer.echoedAt = Math.max(peer.echoedAt, time);
      else this.#onEcho(echo);
    }
  }

  /** Handles that a third server has heard one: that one lives, whatever is between it and here. */
  #onEcho([slot, boot, n]: Echo): void {
    const peer = this.#peers.get(slot);
    if (!peer?.isAlive || peer.info.boot !== boot || n <= peer.lastBeat) return;
    peer.lastBeat = n;
    this.#onLife(peer);
  }

  /** Reads the record of a server that is heard but not known: the watcher may be late. */
  async #lookUp(beat: Beat, sentAt: (echo: Echo) => number | undefined): Promise<void> {
    const { slot, boot } = beat;
    if (this.#lookups.has(slot)) return;
    this.#lookups.add(slot);
    const before = this.#peers.get(slot);
    try {
      const entry = await this.#options.bucket.get(recordKey(slot));
      // What the watcher has reported meanwhile may be newer.
      if (entry && this.#peers.get(slot) === before) this.onRecord(entry.key, entry.value);
      if (this.#peers.get(slot)?.info.boot === boot) this.onBeat(beat, sentAt);
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
    } finally {
      this.#lookups.delete(slot);
    }
  }

  /** Gives all others as much time as if there had just been a sign of life. */
  grace(): void {
    const now = this.#options.clock.now();
    for (const peer of this.#peers.values()) peer.seenAt = now;
  }

  /**
   * Removes the servers that are dead.
   *
   * @param mayJudge Reports whether this server would have heard the others.
   */
  async judge(mayJudge: () => boolean): Promise<void> {
    const silent = [...this.#peers.values()].filter((peer) => this.#isSilent(peer));
    await Promise.all(silent.map((peer) => this.#judge(peer, mayJudge)));
  }

  #isSilent({ seenAt }: Peer): boolean {
    return this.#options.clock.now() - seenAt >= DEAD_AFTER_MS;
  }

  async #judge(peer: Peer, mayJudge: () => boolean): Promise<void> {
    if (peer.isInDoubt) return;
    peer.isInDoubt = true;
    const { bucket } = this.#options;
    const key = recordKey(peer.info.slot);
    const isKnown = () => this.#peers.get(peer.info.slot) === peer;
    try {
      // The watcher may be late.
      const entry = await bucket.get(key);
      if (!isKnown()) return;
      this.onRecord(key, entry?.value);
      if (!entry || !isKnown() || !this.#isSilent(peer) || !mayJudge()) return;
      const isRemoved = await bucket.remove(key, entry.revision);
      if (isRemoved && isKnown()) this.#forget(peer, "dead");
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
    } finally {
      peer.isInDoubt = false;
    }
  }

  /**
   * Resolves with whether that boot is dead for good.
   *
   * @throws {BusError}
   */
  async isSurelyDead(slot: number, boot: string): Promise<boolean> {
    const isKnown = this.#options.isOwn(boot) || this.#peers.get(slot)?.info.boot === boot;
    if (isKnown) return false;
    if (this.#deadBoots.has(boot)) return true;
    const entry = await this.#options.bucket.get(recordKey(slot));
    if (entry && decodeRecord(entry.value)?.boot === boot) return false;
    this.#bury(boot);
    return true;
  }

  #bury(boot: string): void {
    this.#deadBoots.add(boot);
    const [oldest] = this.#deadBoots;
    if (this.#deadBoots.size > MAX_DEAD_BOOTS) this.#deadBoots.delete(oldest!);
  }

  #onLife(peer: Peer): void {
    if (peer.hasStopped) return;
    peer.seenAt = this.#options.clock.now();
    if (peer.isAlive) return;
    peer.isAlive = true;
    this.#alive.set(peer.info.slot, peer.info);
    this.#options.onJoined(peer.info);
  }

  #forget(peer: Peer, reason: "stopped" | "dead"): void {
    this.#peers.delete(peer.info.slot);
    this.#bury(peer.info.boot);
    this.#leave(peer, reason);
  }

  #leave(peer: Peer, reason: "stopped" | "dead"): void {
    if (!peer.isAlive) return;
    peer.isAlive = false;
    this.#alive.delete(peer.info.slot);
    this.#options.onLeft(peer.info, reason);
  }
}
