import type { Channel } from "../chat/channel.ts";
import {
  applyModeField,
  type ModeFields,
  modeFieldsOf,
  type Right,
  rightField,
  rightFields,
  rightOf,
} from "../chat/modes_state.ts";
import type { User } from "../chat/user.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import type { LoginIds } from "./login_ids.ts";
import type { ModeChange } from "./wire.ts";

/** The maximum number of fields of a channel that are remembered. */
const MAX_FIELDS = 10_000;

/**
 * How many fields are remembered that are not set any more, or are about users who are not here: a late
 * change must not bring one back, and a user may come back.
 */
const MAX_IDLE_FIELDS = 1000;

/** How many epochs of a channel are remembered besides the one that counts. */
const MAX_OTHER_EPOCHS = 3;

/** The value in JSON of a field that is not set. */
const UNSET = "null";

/** A field as all servers know it. */
interface Known {
  readonly value: unknown;
  /** The value in JSON; `null` if the field is not set. */
  readonly text: string;
  readonly stamp: number;
}

type Fields = Map<string, Known>;

/**
 * The modes of channels as all servers know them: in each epoch of a channel, the latest change of each
 * field holds. See {@linkcode ChannelEpochs}.
 */
export class KnownModes {
  readonly #ids: ClusterIds;
  readonly #users: LoginIds;
  readonly #known = new WeakMap<Channel, Map<number, Fields>>();

  constructor(ids: ClusterIds, users: LoginIds) {
    this.#ids = ids;
    this.#users = users;
  }

  #fieldsOf(channel: Channel, epoch: number): Fields {
    const epochs = this.#known.get(channel) ?? new Map<number, Fields>();
    this.#known.set(channel, epochs);
    let fields = epochs.get(epoch);
    if (!fields) epochs.set(epoch, fields = new Map());
    return fields;
  }

  /** Records the modes of a channel as they are on this server. Returns what others do not know yet. */
  change(channel: Channel, epoch: number): ModeChange[] {
    const known = this.#fieldsOf(channel, epoch);
    const present: ModeFields = modeFieldsOf(channel, (user) => this.#users.of(user));
    const changes: ModeChange[] = [];
    const set = (field: string, value: unknown, text: string) => {
      const stamp = this.#ids.next();
      known.set(field, { value, text, stamp });
      changes.push([field, value, stamp]);
    };
    for (const [field, value] of present) {
      const text = JSON.stringify(value);
      if (known.get(field)?.text !== text) set(field, value, text);
    }
    for (const [field, { text }] of known) {
      const isGone = text !== UNSET && !present.has(field) && this.#decides(channel, field);
      if (isGone) set(field, null, UNSET);
    }
    if (changes.length > 0) this.#forgetIdle(known);
    return changes;
  }

  /** Reports whether a field that is not set says something, and not just that a user is not here. */
  #decides({ members }: Channel, field: string): boolean {
    const [right, id] = rightOf(field) ?? [];
    if (!right) return true;
    const user = this.#users.user(Number(id));
    if (!user) return false;
    // The server of a user tells that an invitation is used up.
    if (right === "invitation") return !members.has(user) || user.server === undefined;
    return members.has(user);
  }

  /** Reports whether there is anything to know about the rights of a user in a channel. */
  hasRights(channel: Channel, epoch: number, user: User): boolean {
    const known = this.#known.get(channel)?.get(epoch);
    const id = this.#users.of(user);
    return known !== undefined && id !== undefined &&
      rightFields(id).some((field) => known.has(field));
  }

  /**
   * Records what the server of a user says about a user who enters: that the user is an operator, as the
   * first member of a channel is.
   */
  noteOperator(channel: Channel, epoch: number, user: User): void {
    const id = this.#users.of(user);
    if (id === undefined) return;
    const known = this.#fieldsOf(channel, epoch);
    const field = rightField("operator", id);
    if (!known.has(field)) known.set(field, { value: true, text: "true", stamp: 0 });
  }

  /** Gives a user who has entered the rights that are known, and no others. */
  applyRights(channel: Channel, epoch: number, user: User): void {
    const id = this.#users.of(user);
    if (id === undefined) return;
    const known = this.#known.get(channel)?.get(epoch);
    for (const right of ["operator", "voice"] satisfies Right[]) {
      const field = rightField(right, id);
      applyModeField(channel, field, known?.get(field)?.value ?? null, () => user);
    }
  }

  /**
   * Takes changes of other servers over, as far as they are newer than what is known.
   *
   * @param isPresent Whether the epoch counts: then they hold.
   */
  take(
    channel: Channel,
    epoch: number,
    changes: readonly ModeChange[],
    isPresent: boolean,
  ): void {
    const known = this.#fieldsOf(channel, epoch);
    for (const [field, value, stamp] of changes) {
      const text = JSON.stringify(value);
      const present = known.get(field);
      if (present && stamp <= present.stamp) continue;
      if (!present && known.size >= MAX_FIELDS) continue;
      known.set(field, { value, text, stamp });
      if (isPresent) applyModeField(channel, field, value, (id) => this.#users.user(Number(id)));
    }
    this.#forgetIdle(known);
  }

  /** Gives a channel the modes of an epoch, and no others. */
  reapply(channel: Channel, epoch: number): void {
    channel.modes.reset();
    for (const [field, { value }] of this.#fieldsOf(channel, epoch)) {
      applyModeField(channel, field, value, (id) => this.#users.user(Number(id)));
    }
  }

  /**
   * Forgets epochs that do not count.
   *
   * @param isNeeded Reports whether users of some server belong to an epoch.
   */
  prune(channel: Channel, present: number, isNeeded: (epoch: number) => boolean): void {
    const epochs = this.#known.get(channel);
    if (!epochs) return;
    if (present === 0) return void this.#known.delete(channel);
    const others = [...epochs.keys()].filter((it) => it !== present && !isNeeded(it))
      .sort((one, other) => one - other);
    for (const epoch of others.slice(0, -MAX_OTHER_EPOCHS)) epochs.delete(epoch);
  }

  /** Returns everything that is known about an epoch, as changes. */
  all(channel: Channel, epoch: number): ModeChange[] {
    const known = this.#known.get(channel)?.get(epoch) ?? [];
    return Array.from(known, ([field, { value, stamp }]) => [field, value, stamp] as const);
  }

  /** Forgets the oldest of many fields that change nothing now. */
  #forgetIdle(known: Fields): void {
    if (known.size <= MAX_IDLE_FIELDS) return;
    const isIdle = (field: string, text: string) => {
      const [, id] = rightOf(field) ?? [];
      return text === UNSET || id !== undefined && !this.#users.user(Number(id));
    };
    const idle = [...known].filter(([field, { text }]) => isIdle(field, text))
      .sort(([, one], [, other]) => other.stamp - one.stamp);
    for (const [field] of idle.slice(MAX_IDLE_FIELDS)) known.delete(field);
  }
}
