import type { Member } from "./client.ts";
import { plainMessage, PlainText } from "./plain_text.ts";
import { channelNamed } from "./targets.ts";

const decoder = new TextDecoder();

/** Passes on what a member says to channels, as far as it needs no decoding. */
export class PlainRelay {
  readonly #text = new PlainText();
  /** The last target: most users stay in a channel for a while. */
  #target = new Uint8Array(0);
  #targetName = "";

  /** Passes a line on, if it is a plain message that nothing keeps from its channel. Returns whether it did. */
  relay({ hub, user, capabilities }: Member, line: Uint8Array): boolean {
    if (capabilities.has("echo-message")) return false;
    const message = plainMessage(line);
    if (!message) return false;
    const channel = channelNamed(hub, this.#nameOf(message.target));
    if (!channel) return false;
    this.#text.bytes = message.text;
    return hub.post(user, channel, this.#text) === undefined;
  }

  #nameOf(target: Uint8Array): string {
    if (!areEqual(target, this.#target)) {
      this.#target = target.slice();
      this.#targetName = decoder.decode(target);
    }
    return this.#targetName;
  }
}

function areEqual(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && some.every((byte, at) => byte === others[at]);
}
