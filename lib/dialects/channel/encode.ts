/**
 * The frames that tell users of the channel dialect of events.
 *
 * @module
 */
import type { ChatEvent, Text } from "../../chat/event.ts";
import type { User } from "../../chat/user.ts";
import { concat } from "../../framing/bytes.ts";
import { toFrames, toSingleFrame } from "../../framing/fixed_frames.ts";
import { plainFrame } from "../../framing/plain_text.ts";
import { hasLineBreak, linesOf } from "../text_lines.ts";
import { JOINED, LEFT, nameInNotice, senderPrefix, shortSenderPrefix } from "./names.ts";

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A message in the bytes of its sender's frame, which go to other users of frames undecoded. */
export class PlainMessage implements Text {
  readonly #prefix: Uint8Array;
  /** Printable ASCII. */
  bytes: Uint8Array = NOTHING;

  constructor(from: User) {
    this.#prefix = encoder.encode(senderPrefix(from));
  }

  /** Returns the frame that relays the message, if one is enough. */
  frame(): Uint8Array | undefined {
    return plainFrame(this.#prefix, this.bytes);
  }

  toString(): string {
    return decoder.decode(this.bytes);
  }
}

/** Returns the frames that tell of an event. */
export function encode(event: ChatEvent): Uint8Array | undefined {
  switch (event.type) {
    case "joined":
      return toFrames(`${nameInNotice(event.user.name)}${JOINED}`);
    case "left":
      return toFrames(`${nameInNotice(event.user.name)}${LEFT}`);
    case "message":
      return (event.text instanceof PlainMessage && event.text.frame()) ||
        relay(event.from, "", event.text);
    case "topic":
      // Clients that others wrote ask for it with /topic.
      return undefined;
    case "closed":
      return relay(event.from, "", event.text);
    case "private":
      return relay(event.from, " to you", event.plainText ?? event.text);
    case "broadcast":
      return relay(event.from, " to all", event.text);
  }
}

/** Returns the frames of a message. Each line and each frame names the sender again. */
function relay(from: User, to: string, message: Text): Uint8Array {
  const text = String(message);
  if (!hasLineBreak(text)) return relayLine(from, to, text);
  return concat(linesOf(text).map((line) => relayLine(from, to, line)));
}

/** Returns the frames of a line. They have the whole name if it leaves enough room for the text. */
function relayLine(from: User, to: string, line: string): Uint8Array {
  return toSingleFrame(line, senderPrefix(from, to)) ?? toFrames(line, shortSenderPrefix(from, to));
}
