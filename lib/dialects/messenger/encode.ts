/**
 * The lines that tell users of the messenger dialect of events.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import type { ChatEvent, Stamp, Text } from "../../chat/event.ts";
import type { User } from "../../chat/user.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { formatMessage, type Message } from "../../framing/messages.ts";

/** Returns the body of a message from its text and its event. */
type BodyOf = (text: Text, stamp: Stamp, plainText?: Text) => Message["body"];

const encodeKnown = encoder((text, _stamp, plainText = text) => String(plainText));
const encodeStamped = encoder((text, stamp) => [String(text), ...stampTexts(stamp)]);

/** Returns the lines of events for clients that know nothing but the contract. */
export function encodePlain(event: ChatEvent): Uint8Array | undefined {
  if (event.type === "topic") return undefined;
  return encodeKnown(event.type === "closed" ? { ...event, type: "message" } : event);
}

/** Returns the lines of events for clients that have asked for the ids and times of messages. */
export function encodeExtended(event: ChatEvent): Uint8Array {
  if (event.type !== "topic" && event.type !== "closed") return encodeStamped(event);
  const { type, from, channel } = event;
  const destination = `#${channel.name}`;
  const body = type === "topic" ? topicText(channel) : String(event.text);
  return encodeLine({ action: type, source: from.address, destination, body });
}

/** Returns the topic of a channel; empty if it has none. */
export function topicText({ topic }: Channel): string {
  return topic?.text ?? "";
}

/** Returns the id and the time of an event as texts. */
export function stampTexts({ id, time }: Stamp): [id: string, time: string] {
  return [String(id), new Date(time).toISOString()];
}

/** Returns the line of a message. */
export function encodeLine(message: Message): Uint8Array {
  return encodeText(`${formatMessage(message)}\n`);
}

/** The events that clients of both forms read about in the same way, but for bodies. */
type KnownEvent = Exclude<ChatEvent, { type: "topic" | "closed" }>;

function encoder(bodyOf: BodyOf): (event: KnownEvent) => Uint8Array {
  const spoken = (action: string, from: User, destination: string, body: Message["body"]) =>
    encodeLine({ action, source: from.address, destination, body });
  return (event) => {
    switch (event.type) {
      case "joined":
      case "left":
        return encodeLine({
          action: event.type,
          source: event.user.address,
          destination: `#${event.channel.name}`,
          body: "",
        });
      case "message":
        return spoken("message", event.from, `#${event.channel.name}`, bodyOf(event.text, event));
      case "private":
        return spoken(
          "message",
          event.from,
          event.to.address,
          bodyOf(event.text, event, event.plainText),
        );
      case "broadcast":
        return spoken("broadcast", event.from, "*", bodyOf(event.text, event));
    }
  };
}
