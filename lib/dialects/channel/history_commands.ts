/**
 * The commands with which users of the channel dialect read what was said before. Each past message
 * starts with its time, in the server's local time.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
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
import { pastSender } from "./names.ts";
import { FOUND_END, foundStart, pastEnd, pastMark, pastStart } from "./past_frames.ts";

const IN_NO_CHANNEL =
  "Not currently in any channel. Must join a channel before reading its history.";

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
    if (rest.trim() === "mark") return pastMark(newestId(channel, peer));
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
    const { frames, left } = newest(found);
    const start = foundStart(quote(words), frames.length, found.before + left);
    return charged([toFrames(start), ...frames, toFrames(FOUND_END)], peer);
  },
};

/** Returns a promise while the messages of the user's channel are being loaded. */
export function whenLoaded(user: User, { history }: CommandPeer): Promise<void> | undefined {
  const channel = presentChannel(user);
  return channel && history.ready?.(channel.name);
}

/** Returns a part of a channel's history as frames. */
function pageFrames(channel: Channel, part: Part, peer: CommandPeer): Uint8Array {
  const page = peer.history.page(channel.name, part);
  const isNewest = "before" in part;
  const { frames, left } = isNewest ? newest(page) : oldest(page);
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
function newest({ messages }: Page): Frames {
  const { frames, left } = oldest({ messages: messages.toReversed() });
  return { frames: frames.toReversed(), left };
}

/** Returns the frames of the first messages that fit an answer: at least of one. */
function oldest({ messages }: Pick<Page, "messages">): Frames {
  const frames: Uint8Array[] = [];
  let size = 0;
  for (const message of messages) {
    const next = framesOf(message);
    size += next.length;
    if (size > MAX_ANSWER_BYTES && frames.length > 0) break;
    frames.push(next);
  }
  return { frames, left: messages.length - frames.length };
}

/** Returns the frames of a past message. Each line and each frame names the time and the sender again. */
function framesOf({ time, sender, text }: PastMessage): Uint8Array {
  const prefix = `${localTime(time, Date.now())} [${pastSender(sender)}] `;
  return concat(linesOf(text).map((line) => toFrames(line, prefix)));
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
