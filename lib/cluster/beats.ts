/**
 * What the servers of a cluster tell each other about themselves: beats, and their records in the bucket
 * `servers`. Both are JSON.
 *
 * @module
 */

/** The number of servers that a cluster can have. */
export const CLUSTER_SLOTS = 128;

/** A running server of the cluster. */
export interface ServerInfo {
  /** Its place in the cluster, which no other running server has: from 0 to 127. */
  readonly slot: number;
  /** Random text, for this run of the server. */
  readonly boot: string;
  /** Where clients reach it: `host:port`. */
  readonly address: string;
}

/** The number of the last beat that a server has heard of another one. */
export type Echo = readonly [slot: number, boot: string, n: number];

/** What each server sends once a second. */
export interface Beat extends ServerInfo {
  /** Grows by one with each beat of a boot, from 1. */
  readonly n: number;
  /** The highest id of an event that the server has seen. */
  readonly lastId: number;
  readonly heard: readonly Echo[];
  /** Whether the server stops now. */
  readonly isLast?: boolean;
}

/** The record of a server. */
export interface ServerRecord extends ServerInfo {
  /** Grows with each renewal of the record. */
  readonly count: number;
}

/** Returns the key of a server's record. */
export function recordKey(slot: number): string {
  return `s${slot}`;
}

/** Returns the slot whose record has that key. */
export function slotOfKey(key: string): number | undefined {
  const slot = /^s\d{1,3}$/.test(key) ? Number(key.slice(1)) : undefined;
  return isSlot(slot) ? slot : undefined;
}

/** Encodes a beat or a record. */
export function encodeJson(value: Beat | ServerRecord): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Decodes a beat. Returns `undefined` for anything else. */
export function decodeBeat(bytes: Uint8Array): Beat | undefined {
  const value = decodeInfo(bytes);
  if (!value || !isCount(value.n) || !isCount(value.lastId)) return undefined;
  if (!Array.isArray(value.heard) || !value.heard.every(isEcho)) return undefined;
  return value as unknown as Beat;
}

/** Decodes a record. Returns `undefined` for anything else. */
export function decodeRecord(bytes: Uint8Array): ServerRecord | undefined {
  const value = decodeInfo(bytes);
  return value && isCount(value.count) ? value as unknown as ServerRecord : undefined;
}

function decodeInfo(bytes: Uint8Array): Record<string, unknown> | undefined {
  const value = parse(bytes);
  if (typeof value !== "object" || value === null) return undefined;
  const { slot, boot, address } = value as Record<string, unknown>;
  if (!isSlot(slot) || typeof boot !== "string" || typeof address !== "string") return undefined;
  return value as Record<string, unknown>;
}

/** Returns what the bytes of JSON stand for; `undefined` if they are not JSON. */
export function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isEcho(value: unknown): value is Echo {
  return Array.isArray(value) && isSlot(value[0]) && typeof value[1] === "string" &&
    isCount(value[2]);
}

/** Reports whether something is the number of a slot. */
export function isSlot(value: unknown): value is number {
  return isCount(value) && value < CLUSTER_SLOTS;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
