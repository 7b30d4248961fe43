/**
 * The actions with which a client reads what was said before.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import { addressOf } from "../../chat/user.ts";
import { Refusal } from "../../errors/refusal.ts";
import { concat } from "../../framing/bytes.ts";
import { parseExactTime } from "../../framing/local_time.ts";
import type { Message } from "../../framing/messages.ts";
import type { PastMessage } from "../../history/history.ts";
import type { Peer } from "../dialect.ts";
import {
  DEFAULT_PAGE_COUNT,
  parsePart,
  SEARCH_COST_BYTES,
  type TimeForms,
} from "../history_request.ts";
import type { Action, ActionContext } from "./actions.ts";
import { findChannel } from "./channel_names.ts";
import { encodeLine, stampTexts } from "./encode.ts";
import { error, notIn } from "./replies.ts";

const TIMES: TimeForms = {
  parse: parseExactTime,
  expected: "one such as 2026-01-31T10:30:00.000Z",
};

/** The actions by their names. */
export const HISTORY_ACTIONS: Readonly<Record<string, Action>> = {
  /** Sends messages of a channel, and how many others lie before and after them. */
  history(context, { destination, body }) {
    const channel = ownChannel(context, destination);
    if (!channel) return error(notIn(destination));
    const part = parsePart(wordsOf(body), TIMES);
    if (part instanceof Refusal) return error(part.explanation);
    const { messages, before, after } = context.peer.history.page(channel.name, part);
    sendPast(context.peer, destination, messages);
    return { action: "history", destination, body: [String(before), String(after)] };
  },

  /** Sends the last messages with some words, and how many older ones have these words. */
  search(context, { destination, body }) {
    const channel = ownChannel(context, destination);
    if (!channel) return error(notIn(destination));
    if (typeof body !== "string" || body.trim() === "") {
      return error("The body must be the words to search for");
    }
    const { peer } = context;
    const { messages, before } = peer.history.search(channel.name, body, DEFAULT_PAGE_COUNT);
    peer.charge(SEARCH_COST_BYTES);
    sendPast(peer, destination, messages);
    return { action: "search", destination, body: [String(before)] };
  },
};

/** Returns a promise while the messages that a request is about are being loaded. */
export function whenLoaded(
  context: ActionContext,
  { destination }: Message,
): Promise<void> | undefined {
  const channel = ownChannel(context, destination);
  return channel && context.peer.history.ready?.(channel.name);
}

/** Returns the channel that a destination names, if the user is in it. */
function ownChannel({ hub, user }: ActionContext, destination: string): Channel | undefined {
  const channel = findChannel(hub, destination);
  return channel?.members.has(user) ? channel : undefined;
}

function wordsOf(body: Message["body"]): readonly string[] {
  if (typeof body !== "string") return body;
  return body === "" ? [] : [body];
}

function sendPast(peer: Peer, destination: string, messages: readonly PastMessage[]): void {
  const lines = concat(messages.map(({ sender, text, ...stamp }) =>
    encodeLine({
      action: "past",
      source: addressOf(sender),
      destination,
      body: [text, ...stampTexts(stamp)],
    })
  ));
  if (lines.length > 0) peer.send(lines);
  peer.charge(lines.length);
}
