import { MAX_NAME_LENGTH, revealInvisible, withoutBrackets } from "../../chat/name.ts";
import type { Message } from "../../framing/messages.ts";
import type { Speaker } from "../../terminal/shown_text.ts";

/**
 * Returns the text that the user reads for a message of the server, or `undefined` for none.
 *
 * @param ownName The user's name.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const message = { action: "message", source: "bob", destination: "#tea", body: "hi\n[eve] ho" };
 * assert.equal(messageText(message, "alice"), "[bob] hi\n[bob] [eve] ho");
 * ```
 */
export function messageText(message: Message, ownName: string): string | undefined {
  const { action, body } = message;
  const isOwn = message.source === ownName;
  const source = shownName(withoutBrackets(message.source));
  const destination = shownName(message.destination);
  switch (action) {
    case "message":
      return spoken(destination.startsWith("#") ? source : `${source} to you`, bodyText(body));
    case "broadcast":
      return spoken(`${source} to all`, bodyText(body));
    case "joined":
      return isOwn ? `You are in ${destination} now` : `${source} has joined ${destination}`;
    case "left":
      return isOwn ? `You have left ${destination}` : `${source} has left ${destination}`;
    case "users":
      return listText("user", body);
    case "channels":
      return listText("channel", body);
    case "delivered":
      return undefined;
    default:
      return bodyText(body);
  }
}

/** Returns the sender of a message, if it is another user, and where its text shows the name. */
export function speakerOf({ action, source }: Message, ownName: string): Speaker | undefined {
  if (action === "message" || action === "broadcast") return { name: source, at: "[".length };
  const isAboutOther = (action === "joined" || action === "left") && source !== ownName;
  return isAboutOther ? { name: source, at: 0 } : undefined;
}

/** Returns a body as one text. */
export function bodyText(body: Message["body"]): string {
  return typeof body === "string" ? body : body.join(", ");
}

/** The maximum number of lines of a text that start with the speaker's name. */
const MAX_LINES = 1000;

/**
 * Puts the speaker's name before each line, so that no line looks like another user's. A text has at
 * most 1000 lines on our server. On another one it may have millions: their breaks become visible.
 */
function spoken(by: string, text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  const shown = lines.length > MAX_LINES
    ? [...lines.slice(0, MAX_LINES - 1), lines.slice(MAX_LINES - 1).join("␊")]
    : lines;
  return shown.map((line) => `[${by}] ${line}`).join("\n");
}

/** Returns a name with its invisible characters revealed, and cut if it is longer than any name. */
function shownName(name: string): string {
  const isTooLong = name.length > MAX_NAME_LENGTH;
  return revealInvisible(isTooLong ? `${name.slice(0, MAX_NAME_LENGTH).toWellFormed()}…` : name);
}

function listText(noun: string, names: Message["body"]): string {
  if (typeof names === "string" || names.length === 0) return `There are no ${noun}s yet`;
  const count = `${names.length} ${names.length === 1 ? noun : `${noun}s`}`;
  return `${count}: ${names.map(revealInvisible).join(", ")}`;
}
