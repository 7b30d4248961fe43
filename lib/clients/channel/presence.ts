/** The start of what the members of a channel read when an operator of Parley's server closes it. */
const CHANNEL_CLOSED = "[server] An operator has closed this channel";

/** The maximum number of channels to remember: the user may fail to enter some of the last ones. */
const MAX_REMEMBERED = 20;

/**
 * The channel that the user is in, as far as the client can tell. Servers do not answer a successful
 * `/join`, so it counts until the server says that it failed.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const presence = new Presence();
 * presence.onSent("/create tea");
 * presence.onSent("/join milk");
 * assert.equal(presence.channel, "milk");
 * presence.onFrame("No channel named milk exists. Try '/create milk'?");
 * assert.equal(presence.channel, "tea");
 * presence.onSent("/leave");
 * assert.equal(presence.channel, undefined);
 * ```
 */
export class Presence {
  /** The channels entered one after the other; `undefined` stands for none. */
  readonly #entered: (string | undefined)[] = [];

  /** The present channel. */
  get channel(): string | undefined {
    return this.#entered.at(-1);
  }

  /** Takes note of a line that the user has sent. */
  onSent(line: string): void {
    const [, command, name] = /^\/(join|create|leave)(?:\s+(\S+)|\s*$)/.exec(line) ?? [];
    if (command === undefined || (command !== "leave" && name === undefined)) return;
    this.#entered.push(command === "leave" ? undefined : name);
    if (this.#entered.length > MAX_REMEMBERED) this.#entered.shift();
  }

  /** Takes note of a frame of the server. */
  onFrame(text: string): void {
    if (text.startsWith(CHANNEL_CLOSED)) this.#entered.push(undefined);
    const name = missingChannel(text) ?? existingChannel(text);
    const at = name === undefined ? -1 : this.#entered.lastIndexOf(name);
    if (at >= 0) this.#entered.splice(at, 1);
  }
}

/** Returns the channel that a frame says does not exist. */
export function missingChannel(text: string): string | undefined {
  return /^No channel named (\S+) exists\./.exec(text)?.[1];
}

/** Returns the channel that a frame says cannot be created because it exists. */
export function existingChannel(text: string): string | undefined {
  return /^Room (\S+) already exists\b/.exec(text)?.[1];
}
