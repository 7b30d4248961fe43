/**
 * The lines that tell users of the messenger dialect of events.
 *
 * @module
 */
import type { ChatEvent, Stamp, Text } from "../../chat/event.ts";
import type { User } from "../../chat/user.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { formatMessage, type Message } from "../../framing/messages.ts";

/** Returns the body of a message from its text and its event. */
type BodyOf = (text: Text, stamp: Stamp) => Message["body"];

/** Returns the lines of events for clients that know nothing but the contract. */
export const encodePlain = encoder((text) => String(text));

/** Returns the lines of events for clients that have asked for the ids and times of messages. */
export const encodeExtended = encoder((text, stamp) => [String(text), ...stampTexts(stamp)]);

/** Returns the id and the time of an event as texts. */
export function stampTexts({ id, time }: Stamp): [id: string, time: string] {
  return [String(id), new Date(time).toISOString()];
}

/** Returns the line of a message. */
export function encodeLine(message: Message): Uint8Array {
  return encodeText(`${formatMessage(message)}\n`);
}

function encoder(bodyOf: BodyOf): (event: ChatEvent) => Uint8Array {
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
        return spoken("message", event.from, event.to.address, bodyOf(event.text, event));
      case "broadcast":
        return spoken("broadcast", event.from, "*", bodyOf(event.text, event));
    }
  };
}
