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
import { ID_BYTES, withId } from "./id_frames.ts";
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

/** Returns the frames of an event for clients that have asked for the ids of messages. */
export function encodeWithIds(event: ChatEvent): Uint8Array | undefined {
  switch (event.type) {
    case "message":
    case "closed":
      return withId(relay(event.from, "", event.text, ID_BYTES), event.id);
    case "private":
      return withId(relay(event.from, " to you", plainTextOf(event), ID_BYTES), event.id);
    case "broadcast":
      return withId(relay(event.from, " to all", event.text, ID_BYTES), event.id);
    default:
      return encode(event);
  }
}

function plainTextOf({ text, plainText = text }: ChatEvent & { type: "private" }): Text {
  return plainText;
}

/** Returns the frames that tell of an event; `undefined` if the dialect has no words for it. */
export function encode(event: ChatEvent): Uint8Array | undefined {
  switch (event.type) {
    case "joined":
      return toFrames(`${nameInNotice(event.user.name)}${JOINED}`);
    case "left":
      return toFrames(`${nameInNotice(event.user.name)}${LEFT}`);
    case "renamed": {
      const { former, user } = event;
      const [left, joined] = [former, user].map(({ name }) => nameInNotice(name));
      return concat([toFrames(`${left}${LEFT}`), toFrames(`${joined}${JOINED}`)]);
    }
    case "signal":
      return undefined;
    case "message":
      return (event.text instanceof PlainMessage && event.text.frame()) ||
        relay(event.from, "", event.text);
    case "topic":
      // Clients that others wrote ask for it with /topic.
      return undefined;
    case "closed":
      return relay(event.from, "", event.text);
    case "private":
      return relay(event.from, " to you", plainTextOf(event));
    case "broadcast":
      return relay(event.from, " to all", event.text);
  }
}

/** Returns the frames of a message. Each line and each frame names the sender again. */
function relay(from: User, to: string, message: Text, reserved = 0): Uint8Array {
  const text = String(message);
  if (!hasLineBreak(text)) return relayLine(from, to, text, reserved);
  return concat(linesOf(text).map((line) => relayLine(from, to, line, reserved)));
}

/** Returns the frames of a line. They have the whole name if it leaves enough room for the text. */
function relayLine(from: User, to: string, line: string, reserved: number): Uint8Array {
  return toSingleFrame(line, senderPrefix(from, to), reserved) ??
    toFrames(line, shortSenderPrefix(from, to), reserved);
}
