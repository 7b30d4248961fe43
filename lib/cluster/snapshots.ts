import type { Clock, Timer } from "../net/clock.ts";
import type { Bus, BusMessage, Ending } from "./bus.ts";
import type { ServerInfo } from "./beats.ts";
import type { OwnPresence } from "./own_presence.ts";
import { requestsTo } from "./subjects.ts";
import { type Change, decode, encode, type SnapshotPart } from "./wire.ts";

/** About the size of a part, in UTF-16 code units. */
const MAX_PART_LENGTH = 128 * 1024;

/** How many snapshots are kept for those who have not read all parts: the last ones that were read. */
const MAX_KEPT = 8;

/** A snapshot is for all who ask within this time, unless something changes, in milliseconds. */
const MAX_SHARED_MS = 1000;

/**
 * The time between two snapshots, in milliseconds. All servers ask at once after an outage, while users
 * come and go: those who ask in between get one together.
 */
const MIN_INTERVAL_MS = 250;

/** The parts that {@linkcode Snapshots} work with. */
export interface SnapshotsParts {
  readonly bus: Pick<Bus, "subscribe">;
  readonly clock: Clock;
  readonly presence: Pick<OwnPresence, "number" | "snapshot">;
  readonly self: ServerInfo;
}

/** A snapshot, encoded. */
interface Snapshot {
  readonly id: number;
  readonly number: number;
  readonly at: number;
  readonly parts: readonly Uint8Array[];
}

/** Answers the other servers that ask for the users and channels of this one. */
export class Snapshots {
  readonly #parts: SnapshotsParts;
  readonly #subscription: Ending;
  /** The last ones that were read, by their ids. */
  readonly #kept = new Map<number, Snapshot>();
  #last: Snapshot | undefined;
  #lastId = 0;
  /** The requests that wait for the next snapshot. */
  #asked: BusMessage[] = [];
  #timer: Timer | undefined;

  constructor(parts: SnapshotsParts) {
    const { bus, self } = this.#parts = parts;
    this.#subscription = bus.subscribe(requestsTo(self.slot), (message) => {
      const request = decode(message.bytes);
      if (request?.["boot"] !== self.boot) return;
      const part = Number(request["part"]);
      if (part === 0) this.#begin(message);
      else this.#answer(message, this.#kept.get(Number(request["id"])), part);
    });
  }

  /** Answers with the first part of a snapshot behind which no message about changes was sent. */
  #begin(message: BusMessage): void {
    const { clock, presence } = this.#parts;
    const { number, at = -Infinity } = this.#last ?? {};
    const ageMs = clock.now() - at;
    if (number === presence.number && ageMs < MAX_SHARED_MS) {
      return this.#answer(message, this.#last, 0);
    }
    message.keep();
    this.#asked.push(message);
    if (ageMs >= MIN_INTERVAL_MS) return this.#answerAll();
    this.#timer ??= clock.setTimer(MIN_INTERVAL_MS - ageMs, () => this.#answerAll());
  }

  #answerAll(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const snapshot = this.#last = this.#make();
    for (const message of this.#asked.splice(0)) this.#answer(message, snapshot, 0);
  }

  #answer(message: BusMessage, snapshot: Snapshot | undefined, part: number): void {
    const bytes = snapshot?.parts[part];
    if (!bytes) return;
    // Those that were read last stand last.
    this.#kept.delete(snapshot.id);
    if (snapshot.parts.length > 1) this.#kept.set(snapshot.id, snapshot);
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    message.reply(bytes);
  }

  #make(): Snapshot {
    const { clock, presence, self: { boot } } = this.#parts;
    const { number, changes } = presence.snapshot();
    const groups = inGroups(changes);
    const id = ++this.#lastId;
    const parts = groups.map((changes, part) => {
      const content: SnapshotPart = { boot, number, id, parts: groups.length, part, changes };
      return encode(content);
    });
    return { id, number, at: clock.now(), parts };
  }

  /** Stops. */
  close(): void {
    this.#timer?.cancel();
    this.#subscription.end();
  }
}

function inGroups(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [[]];
  let length = 0;
  for (const change of changes) {
    length += JSON.stringify(change).length;
    if (length > MAX_PART_LENGTH && groups.at(-1)!.length > 0) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)!.push(change);
  }
  return groups;
}
