import type { Channel } from "../chat/channel.ts";
import {
  applyModeField,
  isRankField,
  type ModeFields,
  modeFieldsOf,
  rankField,
} from "../chat/modes_state.ts";
import type { User } from "../chat/user.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import type { ModeChange } from "./wire.ts";

/** The maximum number of fields of a channel that are remembered. */
const MAX_FIELDS = 10_000;

/** How many fields that are not set any more are remembered: a late change must not bring one back. */
const MAX_UNSET_FIELDS = 1000;

/** The value in JSON of a field that is not set. */
const UNSET = "null";

/** A field as all servers know it. */
interface Known {
  readonly value: unknown;
  /** The value in JSON; `null` if the field is not set. */
  readonly text: string;
  readonly stamp: number;
}

/** The modes of channels as all servers know them: the latest change of each field holds everywhere. */
export class KnownModes {
  readonly #known = new WeakMap<Channel, Map<string, Known>>();

  #fieldsOf(channel: Channel): Map<string, Known> {
    let fields = this.#known.get(channel);
    if (!fields) this.#known.set(channel, fields = new Map());
    return fields;
  }

  /** Records the modes of a channel as they are on this server. Returns what others do not know yet. */
  change(channel: Channel, ids: ClusterIds): ModeChange[] {
    const known = this.#fieldsOf(channel);
    const present: ModeFields = modeFieldsOf(channel);
    const changes: ModeChange[] = [];
    const set = (field: string, value: unknown, text: string) => {
      const stamp = ids.next();
      known.set(field, { value, text, stamp });
      changes.push([field, value, stamp]);
    };
    for (const [field, value] of present) {
      const text = JSON.stringify(value);
      if (known.get(field)?.text !== text) set(field, value, text);
    }
    let ranks: Set<string> | undefined;
    for (const [field, { text }] of known) {
      if (present.has(field) || text === UNSET) continue;
      // A rank goes with its user: all servers see that by themselves.
      if (isRankField(field) && !(ranks ??= ranksOf(channel)).has(field)) known.delete(field);
      else set(field, null, UNSET);
    }
    if (changes.length > 0) forgetUnset(known);
    return changes;
  }

  /** Makes a user an operator whose own server says so, as the first member of a channel is. */
  addOperator(channel: Channel, user: User): void {
    const known = this.#fieldsOf(channel);
    const field = rankField("operator", user.name);
    channel.modes.operators.add(user);
    known.set(field, { value: true, text: "true", stamp: known.get(field)?.stamp ?? 0 });
  }

  /** Forgets the ranks of a user who has left. */
  forget(channel: Channel, { name }: User): void {
    const known = this.#known.get(channel);
    known?.delete(rankField("operator", name));
    known?.delete(rankField("voice", name));
  }

  /** Forgets what was decided before a channel began, where it was opened again meanwhile. */
  begin(channel: Channel, born: number): void {
    const known = this.#fieldsOf(channel);
    for (const [field, { stamp }] of known) {
      if (stamp >= born || isRankField(field)) continue;
      known.delete(field);
      applyModeField(channel, field, null, () => undefined);
    }
  }

  /**
   * Applies changes of other servers, as far as they are newer than what is known.
   *
   * @param born When the channel began.
   */
  take(
    channel: Channel,
    changes: readonly ModeChange[],
    born: number,
    userOf: (key: string) => User | undefined,
  ): void {
    const known = this.#fieldsOf(channel);
    for (const [field, value, stamp] of changes) {
      if (stamp < born && !isRankField(field)) continue;
      const text = JSON.stringify(value);
      const present = known.get(field);
      if (present && stamp <= present.stamp) continue;
      if (!present && known.size >= MAX_FIELDS) return;
      known.set(field, { value, text, stamp });
      // A channel without members has no modes.
      if (channel.members.size > 0) applyModeField(channel, field, value, userOf);
    }
    forgetUnset(known);
  }

  /** Applies again what is known: a channel without members loses its modes. */
  reapply(channel: Channel, userOf: (key: string) => User | undefined): void {
    for (const [field, { value }] of this.#fieldsOf(channel)) {
      if (!isRankField(field)) applyModeField(channel, field, value, userOf);
    }
  }

  /** Returns everything that is known, as changes. */
  all(channel: Channel): ModeChange[] {
    return Array.from(this.#fieldsOf(channel), ([field, { value, stamp }]) => {
      return [field, value, stamp] as const;
    });
  }
}

/** Forgets the oldest of many fields that are not set any more. */
function forgetUnset(known: Map<string, Known>): void {
  if (known.size <= MAX_UNSET_FIELDS) return;
  const unset = [...known].filter(([, { text }]) => text === UNSET)
    .sort(([, one], [, other]) => other.stamp - one.stamp);
  for (const [field] of unset.slice(MAX_UNSET_FIELDS)) known.delete(field);
}

/** Returns the fields of all ranks that the members of a channel may have. */
function ranksOf({ members }: Channel): Set<string> {
  const fields = new Set<string>();
  for (const { name } of members) {
    fields.add(rankField("operator", name));
    fields.add(rankField("voice", name));
  }
  return fields;
}
