/**
 * The commands with which users of the channel dialect read what was said before. Each past message
 * starts with its time, in the server's local time.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import { slotOf } from "../../chat/event_id.ts";
import type { User } from "../../chat/user.ts";
import { Refusal } from "../../errors/refusal.ts";
import { concat } from "../../framing/bytes.ts";
import { toFrames } from "../../framing/fixed_frames.ts";
import { LOCAL_TIME_FORMS, localTime, parseLocalTime } from "../../framing/local_time.ts";
import { quote } from "../../framing/messages.ts";
import type { Page, Part, PastMessage } from "../../history/history.ts";
import {
  DEFAULT_PAGE_COUNT,
  parsePart,
  SEARCH_COST_BYTES,
  type TimeForms,
} from "../history_request.ts";
import { presentChannel } from "../one_channel.ts";
import { linesOf } from "../text_lines.ts";
import type { Command, CommandPeer } from "./commands.ts";
import { ID_BYTES, withId } from "./id_frames.ts";
import { pastSender } from "./names.ts";
import {
  FOUND_END,
  foundStart,
  MAX_PLACE_IDS,
  pastEnd,
  pastMark,
  pastStart,
} from "./past_frames.ts";

const IN_NO_CHANNEL =
  "Not currently in any channel. Must join a channel before reading its history.";

/** How many messages tell in a cluster what each server has said up to now. */
const SEEN_COUNT = 200;

/** How much later than others a message of another server may come, as a difference of ids: 10 s. */
const MAX_DELAY_IDS = 10_000_000;

/** The longest answer, in bytes. A message with many lines takes a frame for each. */
const MAX_ANSWER_BYTES = 400_000;

const TIMES: TimeForms = {
  parse: (text) => parseLocalTime(text, new Date()),
  expected: LOCAL_TIME_FORMS,
};

/** The commands by their names. */
export const HISTORY_COMMANDS: Readonly<Record<"/history" | "/search", Command>> = {
  "/history"(_hub, user, rest, peer) {
    const channel = presentChannel(user);
    if (!channel) return IN_NO_CHANNEL;
    if (rest.trim() === "mark") return marks(channel, peer);
    const part = parsePart(wordsOf(rest), TIMES);
    return part instanceof Refusal ? `${part.explanation}.` : pageFrames(channel, part, peer);
  },

  "/search"(_hub, user, rest, peer) {
    const channel = presentChannel(user);
    if (!channel) return IN_NO_CHANNEL;
    const words = rest.trim();
    if (words === "") return "/search command must be followed by the words to search for.";
    const found = peer.history.search(channel.name, words, DEFAULT_PAGE_COUNT);
    peer.charge(SEARCH_COST_BYTES);
    const { frames, left } = newest(found, peer);
    const start = foundStart(quote(words), frames.length, found.before + left);
    return charged([toFrames(start), ...frames, toFrames(FOUND_END)], peer);
  },
};

/** Returns the place behind all messages. In a cluster, that takes an id for each server. */
function marks(channel: Channel, peer: CommandPeer): Uint8Array {
  if (!peer.readsIds || !peer.isClustered) return toFrames(pastMark([newestId(channel, peer)]));
  const request = { before: Number.MAX_SAFE_INTEGER, count: SEEN_COUNT };
  const { messages, before } = peer.history.page(channel.name, request);
  const newest = messages.at(-1)?.id ?? 0;
  // A message of a server that said nothing else lately may come late.
  const floor = Math.max(newest - MAX_DELAY_IDS, before > 0 ? messages[0]!.id - 1 : 0);
  const ids = [...new Map(messages.map(({ id }) => [slotOf(id), id])).values()];
  const frames: Uint8Array[] = [];
  do {
    frames.push(toFrames(pastMark([floor, ...ids.splice(0, MAX_PLACE_IDS - 1)])));
  } while (ids.length > 0);
  return charged(frames, peer);
}

/** Returns a promise while the messages of the user's channel are being loaded. */
export function whenLoaded(
  user: User,
  { history }: Pick<CommandPeer, "history">,
): Promise<void> | undefined {
  const channel = presentChannel(user);
  return channel && history.ready?.(channel.name);
}

/** Returns a part of a channel's history as frames. */
function pageFrames(channel: Channel, part: Part, peer: CommandPeer): Uint8Array {
  const page = peer.history.page(channel.name, part);
  const isNewest = "before" in part;
  const { frames, left } = isNewest ? newest(page, peer) : oldest(page, peer);
  const [before, after] = isNewest
    ? [page.before + left, page.after]
    : [page.before, page.after + left];
  const shown = isNewest ? page.messages.slice(left) : page.messages.slice(0, frames.length);
  const start = pastStart({ count: frames.length, before, first: shown[0]?.id });
  const last = shown.at(-1)?.id ?? placeOf(channel, part, peer);
  return charged([toFrames(start), ...frames, toFrames(pastEnd({ after, last }))], peer);
}

/** Returns the id behind which later messages are, for a part in which there are none. */
function placeOf(channel: Channel, part: Part, peer: CommandPeer): number {
  if ("after" in part) return part.after;
  if ("before" in part) return 0;
  return newestId(channel, peer);
}

/** Returns the id of the newest message that is kept. */
function newestId({ name }: Channel, { history }: CommandPeer): number {
  return history.page(name, { before: Number.MAX_SAFE_INTEGER, count: 1 }).messages[0]?.id ?? 0;
}

/** The frames of messages, those of each one together, and the number of messages left out. */
interface Frames {
  readonly frames: readonly Uint8Array[];
  readonly left: number;
}

/** Returns the frames of the last messages that fit an answer. */
function newest({ messages }: Page, peer: CommandPeer): Frames {
  const { frames, left } = oldest({ messages: messages.toReversed() }, peer);
  return { frames: frames.toReversed(), left };
}

/** Returns the frames of the first messages that fit an answer: at least of one. */
function oldest({ messages }: Pick<Page, "messages">, { readsIds }: CommandPeer): Frames {
  const frames: Uint8Array[] = [];
  let size = 0;
  for (const message of messages) {
    const next = framesOf(message, readsIds);
    size += next.length;
    if (size > MAX_ANSWER_BYTES && frames.length > 0) break;
    frames.push(next);
  }
  return { frames, left: messages.length - frames.length };
}

/** Returns the frames of a past message. Each line and each frame names the time and the sender again. */
function framesOf({ id, time, sender, text }: PastMessage, hasId: boolean): Uint8Array {
  const prefix = `${localTime(time, Date.now())} [${pastSender(sender)}] `;
  const reserved = hasId ? ID_BYTES : 0;
  const frames = concat(linesOf(text).map((line) => toFrames(line, prefix, reserved)));
  return hasId ? withId(frames, id) : frames;
}

function charged(frames: readonly Uint8Array[], peer: CommandPeer): Uint8Array {
  const bytes = concat(frames);
  peer.charge(bytes.length);
  return bytes;
}

/** Returns the words of a request. A bare number asks for so many of the last messages. */
function wordsOf(rest: string): string[] {
  const words = rest.split(/\s+/).filter((word) => word !== "");
  const [first = "", day, time, ...more] = words;
  if (/^\d+$/.test(first)) return ["last", ...words];
  // The day and the time of day are two words.
  return first === "since" && time?.includes(":") ? [first, `${day} ${time}`, ...more] : words;
}
