/**
 * Names of channels in the messenger dialect, which are written with a `#`.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import type { Hub } from "../../chat/hub.ts";
import { hasInvisible } from "../../chat/name.ts";
import { encodedOnce } from "../../framing/encoded_once.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { MAX_ARGUMENT_BYTES } from "../../framing/fixed_frames.ts";
import { quote } from "../../framing/messages.ts";

/** Returns the channel that a `destination` names. */
export function findChannel(hub: Hub, destination: string): Channel | undefined {
  return destination.startsWith("#") ? hub.channel(destination.slice(1)) : undefined;
}

/** Returns the name in a `destination`, if a channel may have it. */
export function channelName(destination: string): string | undefined {
  const [, name] = /^#([^\s\p{Cc}]+)$/u.exec(destination) ?? [];
  if (!name || hasInvisible(name)) return undefined;
  return encodeText(name).length <= MAX_ARGUMENT_BYTES ? name : undefined;
}

/** Returns why a `destination` is not the name of a channel. */
export function badChannelName(destination: string): string {
  return `Cannot use ${
    quote(destination)
  } as a channel: expected # and one word of at most ${MAX_ARGUMENT_BYTES} bytes`;
}

/** Puts a `#` before each name of a channel. */
export const withHashes = encodedOnce((names: readonly string[]) =>
  names.map((name) => `#${name}`)
);
