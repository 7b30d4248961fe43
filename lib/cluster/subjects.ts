/**
 * The subjects on the bus.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { channelKey } from "../chat/name.ts";

/** Changes of users and channels, from every server to every server. */
export const PRESENCE = "presence";

/** Messages to all users. */
export const EVERYBODY = "log.all";

/** Messages to the users of one server. */
export function logOf(slot: number): string {
  return `log.${slot}`;
}

/** Messages to a channel. Names of channels may be long, and have any characters. */
export function channelSubject(name: string): string {
  return `ch.${hashOf(channelKey(name))}`;
}

/** Signals to a channel, or to the users of one server. */
export function signalSubject(to: string | number): string {
  return `sig.${typeof to === "number" ? to : hashOf(channelKey(to))}`;
}

/** How far the private messages of one server have come. */
export function arrivalsAt(slot: number): string {
  return `got.${slot}`;
}

/** Requests to one server. */
export function requestsTo(slot: number): string {
  return `ask.${slot}`;
}

/** Requests that one server answers behind everything else that it has sent. */
export function barrierAt(slot: number): string {
  return `bar.${slot}`;
}

/** Returns a short text that stands for another one. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
