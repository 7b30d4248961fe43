import type { Clock } from "../net/clock.ts";
import type { Bus, Ending } from "./bus.ts";
import type { ServerInfo } from "./beats.ts";
import type { OwnPresence } from "./own_presence.ts";
import { requestsTo } from "./subjects.ts";
import { type Change, decode, encode, type SnapshotPart } from "./wire.ts";

/** About the size of a part, in UTF-16 code units. */
const MAX_PART_LENGTH = 128 * 1024;

/** The snapshots that are kept for those who have not read all parts. */
const MAX_KEPT = 8;

/** All servers ask at once after an outage: a snapshot is for all who ask within this time, in milliseconds. */
const MAX_SHARED_MS = 1000;

/** The parts that {@linkcode Snapshots} work with. */
export interface SnapshotsParts {
  readonly bus: Pick<Bus, "subscribe">;
  readonly clock: Clock;
  readonly presence: Pick<OwnPresence, "number" | "snapshot">;
  readonly self: ServerInfo;
}

/** Answers the other servers that ask for the users and channels of this one. */
export class Snapshots {
  readonly #parts: SnapshotsParts;
  readonly #subscription: Ending;
  readonly #kept = new Map<number, readonly SnapshotPart[]>();
  #lastId = 0;
  #last: { readonly parts: readonly SnapshotPart[]; readonly at: number } | undefined;

  constructor(parts: SnapshotsParts) {
    const { bus, self } = this.#parts = parts;
    this.#subscription = bus.subscribe(requestsTo(self.slot), (message) => {
      const request = decode(message.bytes);
      if (request?.["boot"] !== self.boot) return;
      const part = this.#part(Number(request["id"]), Number(request["part"]));
      if (part) message.reply(encode(part));
    });
  }

  #part(id: number, part: number): SnapshotPart | undefined {
    return part === 0 ? this.#present()[0] : this.#kept.get(id)?.[part];
  }

  /** Returns a snapshot behind which no message about changes was sent. */
  #present(): readonly SnapshotPart[] {
    const { clock, presence } = this.#parts;
    const { parts: [first], at = -Infinity } = this.#last ?? { parts: [] };
    const isPresent = first?.number === presence.number && clock.now() - at < MAX_SHARED_MS;
    if (!isPresent) this.#last = { parts: this.#make(), at: clock.now() };
    return this.#last!.parts;
  }

  #make(): readonly SnapshotPart[] {
    const { number, changes } = this.#parts.presence.snapshot();
    const groups = inGroups(changes);
    const id = ++this.#lastId;
    const { boot } = this.#parts.self;
    const parts = groups.map((changes, part) => ({
      ...{ boot, number, id, parts: groups.length, part, changes },
    }));
    if (parts.length > 1) this.#kept.set(id, parts);
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return parts;
  }

  /** Stops. */
  close(): void {
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
