import { MAX_NAME_LENGTH, revealInvisible, withoutBrackets } from "../../chat/name.ts";
import { SERVER_NAME } from "../../chat/server_name.ts";
import type { Message } from "../../framing/messages.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import type { StampedMessage } from "./stamped_message.ts";

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
      if (isAction(message)) {
        return actionText(source, bodyText(body).slice(actionStart(message).length));
      }
      return spoken(destination.startsWith("#") ? source : `${source} to you`, bodyText(body));
    case "broadcast":
      return spoken(`${source} to all`, bodyText(body));
    case "joined":
      return isOwn ? `You are in ${destination} now` : `${source} has joined ${destination}`;
    case "left":
      return isOwn ? `You have left ${destination}` : `${source} has left ${destination}`;
    case "closed":
      return spoken(source, bodyText(body));
    case "topic":
      // The answer to the command says so.
      if (isOwn) return undefined;
      return topicText(source, destination, bodyText(body));
    case "users":
    case "channels":
    case "delivered":
      return undefined;
    default:
      return bodyText(body);
  }
}

function topicText(source: string, channel: string, topic: string): string {
  // The server tells it to a user who enters the channel.
  if (source === SERVER_NAME && topic !== "") return `The topic of ${channel} is: ${topic}`;
  return topic === ""
    ? `${source} has removed the topic of ${channel}`
    : `${source} has changed the topic of ${channel}: ${topic}`;
}

/** Returns the sender of a message, if it is another user, and where its text shows the name. */
export function speakerOf(message: StampedMessage, ownName: string): Speaker | undefined {
  const { action, source, stamp } = message;
  const sent = stamp && { time: stamp.time };
  if (isAction(message)) return { name: source, at: ACTION_MARK.length, ...sent };
  if (action === "message" || action === "broadcast") {
    return { name: source, at: "[".length, ...sent };
  }
  const isAboutOther = (action === "joined" || action === "left") && source !== ownName;
  return isAboutOther ? { name: source, at: 0 } : undefined;
}

/** The start of a text that says what its sender does: `* ann waves`. */
const ACTION_MARK = "* ";

/**
 * Returns the text that says what a user does. It is sent like this, so that users of every client
 * can read it.
 */
export function actionText(name: string, text: string): string {
  return `${ACTION_MARK}${name} ${text}`;
}

/** Reports whether a message in a channel says what its sender does, and nobody else. */
function isAction(message: Message): boolean {
  const { action, destination, body } = message;
  return action === "message" && destination.startsWith("#") &&
    bodyText(body).startsWith(actionStart(message)) && !/[\r\n]/.test(bodyText(body));
}

function actionStart({ source }: Message): string {
  return actionText(source, "");
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

/**
 * Returns a list of names as text.
 *
 * @param where Where they are, if that is not the whole server: `in #tea`.
 * @param layOut Lays the names out behind the colon; by default on the same line.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(listText("user", ["ann", "bob"], "in #tea"), "2 users in #tea: ann, bob");
 * ```
 */
export function listText(
  noun: string,
  names: Message["body"],
  where = "",
  layOut = (names: readonly string[]) => ` ${names.join(", ")}`,
): string {
  if (typeof names === "string" || names.length === 0) {
    return where === "" ? `There are no ${noun}s yet` : `There are no ${noun}s ${where}`;
  }
  const count = `${names.length} ${names.length === 1 ? noun : `${noun}s`}`;
  return `${count}${where && ` ${where}`}:${layOut(names.map(shownName))}`;
}
