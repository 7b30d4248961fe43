/**
 * The server's frames as the user sees them, and who speaks in them.
 *
 * @module
 */
import { revealInvisible } from "../../chat/name.ts";
import { addressOf } from "../../chat/user.ts";
import { parsePastFrame } from "../../dialects/channel/past_frames.ts";
import type { Speaker } from "../../terminal/shown_text.ts";

/** The start of frames from servers that wipe the client's prompt themselves. */
const PROMPT_WIPE = /^\r[ \t]*(?:\r|$)/;

/** Returns the text of a frame without what a server puts at its start to wipe the prompt. */
export function withoutPromptWipe(text: string): string {
  return text.replace(PROMPT_WIPE, "");
}

/**
 * Returns a frame as the user sees it. Line breaks separate the items of a list. But if a line
 * looks like a message, or like a notice that a user joins or leaves, it is forged: then the line
 * breaks become visible. Invisible characters in the user's name become visible, too.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(shownFrame("tea\nmilk"), "tea\nmilk");
 * equal(shownFrame("[Eve] hi\n[Bob] I owe Eve money"), "[Eve] hi␊[Bob] I owe Eve money");
 * equal(shownFrame("[Bo\u200bb] hi"), "[Bo<U+200B>b] hi");
 * ```
 */
export function shownFrame(frame: string): string {
  const isForged = frame.includes("\n") && /^\[.*\] |has (joined|left)\s*$/m.test(frame);
  const text = isForged ? frame.replaceAll("\n", "␊") : frame;
  return text.replace(
    /^\[[^\]]*(?=\] )|^.*(?= has (joined|left)$)/,
    (name) => revealInvisible(name),
  );
}

/**
 * Returns all users who may have sent the message in a frame. Names may contain brackets, so there can
 * be several.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(speakers("[Al ice to you] hi"), ["Al ice to you", "Al ice"]);
 * deepEqual(speakers("[a] b] hi"), ["a", "a] b"]);
 * deepEqual(speakers("Bob has joined"), []);
 * deepEqual(speakers("10:31 [bob] hi"), ["bob"]);
 * ```
 */
export function speakers(frame: string): string[] {
  const past = parsePastFrame(frame);
  if (past) return [past.sender];
  if (!frame.startsWith("[")) return [];
  const ends = Array.from(frame.matchAll(/\](?= |$)/g), ({ index }) => frame.slice(1, index));
  return ends.flatMap((name) => [name, name.replace(/ to (you|all)$/, "")])
    .filter((name, at, names) => names.indexOf(name) === at);
}

/**
 * Returns the other user who most likely sent a frame, or the user that the frame is about.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(speakerIn("[Al ice to you] hi"), { name: "Al ice", at: 1 });
 * deepEqual(speakerIn("Bob has joined"), { name: "Bob", at: 0 });
 * deepEqual(speakerIn("No channel named tea exists. Try '/create tea'?"), undefined);
 * ```
 */
export function speakerIn(frame: string): Speaker | undefined {
  const [, by] = /^\[(.+?)(?: to (?:you|all))?\](?= |$)/.exec(frame) ?? [];
  if (by !== undefined) return { name: by, at: "[".length };
  const past = parsePastFrame(frame);
  if (past) return { name: past.sender, at: `${past.time} [`.length, hasTime: true };
  const [, about] = /^(.+) has (?:joined|left)$/.exec(frame) ?? [];
  return about === undefined ? undefined : { name: about, at: 0 };
}

/**
 * Returns the sender of a private message, as others type the name.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(privateSender("[Al ice to you] hi"), "Al_ice");
 * equal(privateSender("[Al ice] hi"), undefined);
 * ```
 */
export function privateSender(frame: string): string | undefined {
  const [, name] = /^\[([^\]]+) to you\](?= |$)/.exec(frame) ?? [];
  return name === undefined ? undefined : addressOf(name);
}

/**
 * Returns what a message says that its own sender does, as the default client sends and shows it.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * const waves = { text: "* ann waves", by: { name: "ann", at: 2 } };
 * deepEqual(actionIn("[ann] * ann waves"), waves);
 * deepEqual(actionIn("[eve] * ann waves"), undefined);
 * ```
 */
export function actionIn(frame: string): { text: string; by: Speaker } | undefined {
  const [, name = "", text = ""] = /^\[([^\]]+)\] (\* .+)$/.exec(frame) ?? [];
  if (name === "" || !text.startsWith(`* ${name} `) || text.includes("\r")) return undefined;
  const shown = revealInvisible(name);
  return { text: `* ${shown}${text.slice(2 + name.length)}`, by: { name, at: 2 } };
}
