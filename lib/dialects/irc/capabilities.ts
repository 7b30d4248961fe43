/**
 * What a client may ask for beyond plain IRC, as IRCv3 defines it.
 *
 * @module
 */

/** The capabilities by their names, each with its value for clients that read values. */
export const CAPABILITIES = {
  "account-notify": "",
  "account-tag": "",
  "away-notify": "",
  "batch": "",
  "cap-notify": "",
  "draft/account-registration": "",
  "draft/chathistory": "",
  "draft/extended-monitor": "",
  "echo-message": "",
  "extended-join": "",
  "extended-monitor": "",
  "labeled-response": "",
  "message-tags": "",
  "multi-prefix": "",
  "sasl": "PLAIN",
  "server-time": "",
  "setname": "",
  "standard-replies": "",
  "userhost-in-names": "",
} as const;

/** The name of a capability. */
export type Capability = keyof typeof CAPABILITIES;

/** The capabilities of one client. */
export type Capabilities = ReadonlySet<Capability>;

/** The capabilities that change the bytes of events, so that each set of them needs its own form. */
export const SHARED_CAPABILITIES = [
  "account-notify",
  "account-tag",
  "away-notify",
  "extended-join",
  "message-tags",
  "server-time",
  "setname",
] as const satisfies readonly Capability[];

/** Reports whether there is a capability of that name. */
export function isCapability(name: string): name is Capability {
  return Object.hasOwn(CAPABILITIES, name);
}

/** Returns all capabilities in one line, with their values for clients that read values. */
export function listCapabilities(withValues: boolean): string {
  return Object.entries<string>(CAPABILITIES)
    .map(([name, value]) => value === "" || !withValues ? name : `${name}=${value}`)
    .join(" ");
}

/**
 * Returns a set of capabilities changed by a request, in which `-` takes one away. Returns `undefined`
 * if it asks for one that does not exist: then nothing changes.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const caps = new Set(["batch"] as const);
 * assert.deepEqual([...changedCapabilities(caps, "-batch setname")!], ["setname"]);
 * assert.equal(changedCapabilities(caps, "setname tea"), undefined);
 * ```
 */
export function changedCapabilities(
  capabilities: Capabilities,
  request: string,
): Set<Capability> | undefined {
  const changed = new Set(capabilities);
  for (const word of request.split(" ").filter((word) => word !== "")) {
    const name = word.replace(/^-/, "");
    if (!isCapability(name)) return undefined;
    if (word === name) changed.add(name);
    else changed.delete(name);
  }
  return changed;
}
