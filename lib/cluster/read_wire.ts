/**
 * Checks messages from other servers. Each function returns `undefined` for one that is not sound.
 *
 * @module
 */
import { MAX_NAME_LENGTH } from "../chat/name.ts";
import {
  type Batch,
  type Change,
  decode,
  isObject,
  type ModeChange,
  type Presence,
  type SignalMessage,
  type SnapshotPart,
} from "./wire.ts";

/**
 * The type of a value. Names and lines have no line breaks, names are not empty, and words have no spaces. A time is in
 * milliseconds since 1970.
 */
type Kind = "string" | "name" | "line" | "word" | "number" | "time" | "boolean" | "any" | "modes";

/** The type of each field; one with a question mark may be missing. */
type Shape = Readonly<Record<string, Kind | `${Kind}?`>>;

/** The last moment that a date may stand for, in milliseconds since 1970. */
const MAX_TIME = 8.64e15;

const USER: Shape = {
  name: "name",
  nick: "name?",
  network: "line",
  host: "word",
  username: "word",
  realName: "line?",
  address: "line",
  port: "number",
  dialect: "line",
  loggedInAt: "time",
  loginId: "number",
  owner: "string?",
};

const TOPIC: Shape = { text: "string", author: "line", time: "time", isLocked: "boolean" };

const ENTRY: Shape = {
  id: "number",
  time: "time",
  user: "number",
  name: "name",
  text: "string",
  part: "number?",
  goesOn: "boolean?",
  kind: "line?",
  to: "number?",
  boot: "string?",
  reason: "line?",
  channel: "name?",
};

const IS_KIND: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  name: (value) => isLine(value) && value !== "" && value.length <= MAX_NAME_LENGTH,
  line: isLine,
  word: (value) => isLine(value) && value !== "" && !value.includes(" "),
  number: isCount,
  time: (value) => isCount(value) && value <= MAX_TIME,
  boolean: (value) => typeof value === "boolean",
  any: () => true,
  modes: (value) => Array.isArray(value) && value.every(isModeChange),
};

function isLine(value: unknown): value is string {
  return typeof value === "string" && !/[\0\r\n]/.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isModeChange(value: unknown): value is ModeChange {
  return Array.isArray(value) && isLine(value[0]) && isCount(value[2]) &&
    (isLine(value[1]) || typeof value[1] !== "string");
}

/** The types of the values behind the name of a change. */
const CHANGES: Readonly<Record<Change[0], readonly (Kind | `${Kind}?` | Shape)[]>> = {
  login: ["number", USER],
  logout: ["number", "string"],
  rename: ["number", "name", "name?"],
  facts: ["number", USER],
  join: ["number", "name", "boolean", "number"],
  leave: ["number", "name", "string", "string", "line"],
  create: ["name", "number", "time", "name?"],
  invite: ["name", "name"],
  remove: ["name", "number"],
  close: ["name", "number", "string"],
  topic: ["name", "number", TOPIC, "number"],
  modes: ["name", "modes"],
};

function fits(value: unknown, type: Shape[string] | Shape): boolean {
  if (typeof type === "object") {
    return isObject(value) && Object.entries(type).every(([key, type]) => fits(value[key], type));
  }
  if (!type.endsWith("?")) return IS_KIND[type as Kind](value);
  return value === undefined || IS_KIND[type.slice(0, -1) as Kind](value);
}

function isChange(value: unknown): boolean {
  if (!Array.isArray(value) || !Object.hasOwn(CHANGES, String(value[0]))) return false;
  const types = CHANGES[value[0] as Change[0]];
  return types.every((type, index) => fits(value[index + 1], type));
}

/** Returns those changes that this version knows. */
function changesOf(value: unknown): Change[] | undefined {
  return Array.isArray(value) ? value.filter(isChange) as Change[] : undefined;
}

/** A message about changes that has arrived. */
export interface ReadPresence extends Presence {
  /** Whether it has no changes at all, and none that this version does not know: see `OwnPresence.remind`. */
  readonly isReminder: boolean;
}

/** Reads a message about changes. */
export function readPresence(bytes: Uint8Array): ReadPresence | undefined {
  const value = decode(bytes);
  const changes = changesOf(value?.["changes"]);
  if (!value || !changes) return undefined;
  if (!fits(value, { slot: "number", boot: "string", number: "number" })) return undefined;
  const isReminder = (value["changes"] as unknown[]).length === 0;
  return { ...value, changes, isReminder } as unknown as ReadPresence;
}

/** Reads a part of a snapshot. */
export function readSnapshotPart(bytes: Uint8Array): SnapshotPart | undefined {
  const value = decode(bytes);
  const changes = changesOf(value?.["changes"]);
  if (!value || !changes) return undefined;
  const shape = { boot: "string", number: "number", id: "number", parts: "number", part: "number" };
  return fits(value, shape as Shape) ? { ...value, changes } as unknown as SnapshotPart : undefined;
}

/** Reads entries of a log. */
export function readBatch(bytes: Uint8Array): Batch | undefined {
  const value = decode(bytes);
  if (!value || !fits(value, { boot: "string", previous: "number", channel: "name?" })) {
    return undefined;
  }
  const { entries } = value;
  if (!Array.isArray(entries) || entries.length === 0) return undefined;
  return entries.every((entry) => fits(entry, ENTRY)) ? value as unknown as Batch : undefined;
}

/** Reads a signal. */
export function readSignal(bytes: Uint8Array): SignalMessage | undefined {
  const value = decode(bytes);
  const shape: Shape = {
    ...{ boot: "string", id: "number", time: "time" },
    ...{ user: "number", name: "name", channel: "name?" },
  };
  if (!value || !fits(value, shape)) return undefined;
  const { to, channel } = value;
  const isSound = channel !== undefined || Array.isArray(to) && to.every(isCount);
  return isSound ? value as unknown as SignalMessage : undefined;
}
