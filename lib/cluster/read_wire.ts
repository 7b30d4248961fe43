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
  activeAt: "time?",
  loginId: "number",
  owner: "string?",
  readsIds: "boolean?",
};

const TOPIC: Shape = { text: "string", author: "line", time: "time", isLocked: "boolean" };

const ENTRY: Shape = {
  id: "number",
  time: "time",
  user: "number",
  name: "name",
  text: "string",
  said: "number?",
  part: "number?",
  goesOn: "boolean?",
  kind: "line?",
  to: "number?",
  boot: "string?",
  reason: "line?",
  channel: "name?",
  epoch: "number?",
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
  join: ["number", "name", "boolean", "number", "number?"],
  leave: ["number", "name", "string", "string", "line"],
  create: ["name", "number", "time", "name?"],
  epoch: ["name", "number"],
  remove: ["name", "number"],
  close: ["name", "number", "string"],
  topic: ["name", "number", TOPIC, "number", "number?"],
  modes: ["name", "modes", "number?"],
};

type Check = (value: unknown) => boolean;

/** Returns a function that checks values of a type. Made once: messages come by the ten thousand. */
function checkOf(type: Shape[string] | Shape): Check {
  if (typeof type !== "object") {
    if (!type.endsWith("?")) return IS_KIND[type as Kind];
    const isKind = IS_KIND[type.slice(0, -1) as Kind];
    return (value) => value === undefined || isKind(value);
  }
  const checks = Object.entries(type).map(([key, type]) => [key, checkOf(type)] as const);
  return (value) => isObject(value) && checks.every(([key, check]) => check(value[key]));
}

const CHANGE_CHECKS = new Map(
  Object.entries(CHANGES).map(([name, types]) => [name, types.map(checkOf)]),
);

function isChange(value: unknown): boolean {
  const checks = Array.isArray(value) && CHANGE_CHECKS.get(value[0]);
  return checks !== false && checks !== undefined &&
    checks.every((check, index) => check((value as unknown[])[index + 1]));
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

const isPresence = checkOf({ slot: "number", boot: "string", number: "number" });

/** Reads a message about changes. */
export function readPresence(bytes: Uint8Array): ReadPresence | undefined {
  const value = decode(bytes);
  const changes = changesOf(value?.["changes"]);
  if (!value || !changes) return undefined;
  if (!isPresence(value)) return undefined;
  const isReminder = (value["changes"] as unknown[]).length === 0;
  return { ...value, changes, isReminder } as unknown as ReadPresence;
}

const isSnapshotPart = checkOf({
  ...{ boot: "string", number: "number", id: "number", parts: "number", part: "number" },
} as Shape);

/** Reads a part of a snapshot. */
export function readSnapshotPart(bytes: Uint8Array): SnapshotPart | undefined {
  const value = decode(bytes);
  const changes = changesOf(value?.["changes"]);
  if (!value || !changes) return undefined;
  return isSnapshotPart(value) ? { ...value, changes } as unknown as SnapshotPart : undefined;
}

const isBatch = checkOf({ boot: "string", previous: "number", channel: "name?" });
const isEntry = checkOf(ENTRY);

/** Reads entries of a log. */
export function readBatch(bytes: Uint8Array): Batch | undefined {
  const value = decode(bytes);
  if (!value || !isBatch(value)) return undefined;
  const { entries } = value;
  if (!Array.isArray(entries) || entries.length === 0) return undefined;
  return entries.every(isEntry) ? value as unknown as Batch : undefined;
}

const isSignal = checkOf({
  ...{ boot: "string", id: "number", time: "time" },
  ...{ user: "number", name: "name", channel: "name?" },
} as Shape);

/** Reads a signal. */
export function readSignal(bytes: Uint8Array): SignalMessage | undefined {
  const value = decode(bytes);
  if (!value || !isSignal(value)) return undefined;
  const { to, channel } = value;
  const isSound = channel !== undefined || Array.isArray(to) && to.every(isCount);
  return isSound ? value as unknown as SignalMessage : undefined;
}
