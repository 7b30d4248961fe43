import { FRAME_SIZE, toFrames } from "../../../framing/fixed_frames.ts";
import { CaseFailure } from "../../check/case_failure.ts";
import type { ClientCase } from "../client_case.ts";
import { ASSIGNMENT, framesOf, LINKS, loggedIn, PROMPT, says } from "./channel_texts.ts";

/** Makes a case in which a frame comes in pieces, cut after these numbers of bytes. */
function splitCase(name: string, rule: string, cuts: readonly number[]): ClientCase {
  return {
    ...{ name, rule, level: "must", assignment: ASSIGNMENT.split, link: LINKS.frames },
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      const text = `[Bob] cut ${cuts.length === 1 ? `after ${cuts[0]}` : "often"}`;
      await peer.sendCut(toFrames(text), cuts);
      await t.shows(text);
      await peer.send(framesOf("[Bob] whole"));
      await t.shows("[Bob] whole");
    },
  };
}

/** What a client shows of frames, however they come. */
export const SHOWING_CASES: readonly ClientCase[] = [
  {
    name: "prompt-at-start",
    level: "must",
    rule: "The client prompts with [Me] and a space, without a line end",
    assignment: ASSIGNMENT.prompt,
    link: LINKS.client,
    async run(t) {
      await loggedIn(t);
      await t.prompts(PROMPT);
    },
  },
  {
    name: "shows-message",
    level: "must",
    rule: "A message appears at once, while the user types nothing",
    assignment: "The client waits for the server and for the user at once.",
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(framesOf("[Bob] Hi everyone!"));
      await showsSomewhere(t, "[Bob] Hi everyone!");
    },
  },
  {
    name: "message-wipes-prompt",
    level: "must",
    rule: "A message overwrites the prompt, and stands alone on its line",
    assignment: ASSIGNMENT.prompt,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      for (const text of ["x", "[Bob] Hi everyone!"]) {
        await peer.send(framesOf(text));
        await t.shows(text);
      }
    },
  },
  {
    name: "prompt-after-message",
    level: "must",
    rule: "After a message, the client prompts again",
    assignment: ASSIGNMENT.prompt,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(framesOf("[Bob] Hi everyone!"));
      await showsSomewhere(t, "[Bob] Hi everyone!");
      await t.prompts(PROMPT);
    },
  },
  {
    name: "strips-padding",
    level: "must",
    rule: "The client does not print the padding of a frame",
    assignment: ASSIGNMENT.strip,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await t.type("");
      await peer.send(framesOf("[Bob] short"));
      await showsSomewhere(t, "[Bob] short");
      await t.prompts(PROMPT);
      t.expected.push('screen ← "[Bob] short" and a line end, without spaces between');
      if (!/\[Bob\] short {20}/.test(t.printed)) return;
      throw new CaseFailure("The client prints the spaces at the end of the frame.");
    },
  },
  {
    name: "list-of-lines",
    level: "must",
    rule: "Each line of a list in one frame gets a line on the screen",
    assignment: "The answer to /list has a channel on each line.",
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await says(t, peer, "/list");
      await peer.send(framesOf("tea\nmilk\nscones"));
      for (const text of ["tea", "milk", "scones"]) await t.shows(text);
    },
  },
  {
    name: "split-frame-waits",
    level: "must",
    rule: "The client shows nothing of a frame before all of its 200 bytes have come",
    assignment: ASSIGNMENT.split,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      const frame = toFrames("[Bob] patience");
      await peer.send(frame.subarray(0, FRAME_SIZE / 2));
      await t.doesNotShow("[Bob] pat", "although only half of the frame has come");
      await peer.send(frame.subarray(FRAME_SIZE / 2));
      await t.shows("[Bob] patience");
    },
  },
  splitCase("split-after-1", "A frame that is cut after its first byte is shown whole", [1]),
  splitCase("split-in-text", "A frame that is cut in the middle of its text is shown whole", [8]),
  splitCase("split-after-199", "A frame that is cut before its last byte is shown whole", [199]),
  splitCase(
    "split-often",
    "A frame that comes in twenty pieces is shown whole",
    Array.from({ length: 19 }, (_, index) => 10 * (index + 1)),
  ),
  {
    name: "joined-frames",
    level: "must",
    rule: "Two frames that come in one segment are both shown",
    assignment: ASSIGNMENT.split,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(framesOf("[Bob] one", "[Bob] two"));
      for (const text of ["[Bob] one", "[Bob] two"]) await t.shows(text);
      await t.prompts(PROMPT);
    },
  },
  {
    name: "frame-and-a-half",
    level: "must",
    rule: "A frame and a half in one segment are shown as they become complete",
    assignment: ASSIGNMENT.split,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      const frames = framesOf("[Bob] one", "[Bob] two", "[Bob] three");
      await peer.send(frames.subarray(0, 1.5 * FRAME_SIZE));
      await t.shows("[Bob] one");
      await peer.send(frames.subarray(1.5 * FRAME_SIZE));
      for (const text of ["[Bob] two", "[Bob] three"]) await t.shows(text);
    },
  },
  {
    name: "many-frames",
    level: "must",
    rule: "Fifty frames in one segment are all shown, in their order",
    assignment: ASSIGNMENT.split,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      const texts = Array.from({ length: 50 }, (_, index) => `[Bob] number ${index + 1}`);
      await peer.send(framesOf(...texts));
      await t.shows(texts.at(-1)!);
      const shown = t.screen.rows.filter((row) => texts.includes(row));
      if (shown.join() === texts.join()) return;
      throw new CaseFailure(`The screen shows ${shown.length} of the 50 messages in their order.`);
    },
  },
  {
    name: "full-frame",
    level: "must",
    rule: "A frame without any padding is shown whole",
    assignment: "Messages are at most 200 characters.",
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      const text = `[Bob] ${"x".repeat(FRAME_SIZE - 6)}`;
      await peer.send(framesOf(text, "[Bob] next"));
      await t.shows(text);
      await t.shows("[Bob] next");
    },
  },
  {
    name: "characters-of-several-bytes",
    level: "should",
    rule: "Characters of several bytes are shown, also when a frame is cut inside one",
    assignment: ASSIGNMENT.silent,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await peer.sendCut(toFrames("[Bob] grüezi"), [9]);
      await t.shows("[Bob] grüezi");
    },
  },
  {
    name: "bytes-that-are-not-utf-8",
    level: "should",
    rule: "Bytes that are no characters do not end the client",
    assignment: ASSIGNMENT.silent,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      const frame = toFrames("[Bob] ....");
      frame.set([0xff, 0xc3, 0x28, 0xfe], 6);
      await peer.send(frame);
      await peer.send(framesOf("[Bob] still here?"));
      await t.shows("[Bob] still here?");
    },
  },
  {
    name: "padding-of-zero-bytes",
    level: "should",
    rule: "Zero bytes at the end of a frame are padding as well: servers in C and Java send them",
    assignment: ASSIGNMENT.silent,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await t.type("");
      const frame = new Uint8Array(FRAME_SIZE);
      frame.set(new TextEncoder().encode("[Bob] zero"));
      await peer.send(frame);
      await t.shows("[Bob] zero");
      if (t.printed.includes("\0")) throw new CaseFailure("The client prints the zero bytes.");
    },
  },
  {
    name: "wipe-of-the-server",
    level: "extra",
    rule: "A carriage return and blanks at the start of a frame leave no traces",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await peer.send(framesOf("\r    \r[Bob] wiped"));
      await t.shows("[Bob] wiped");
    },
  },
  {
    name: "escape-sequences",
    level: "extra",
    rule: "Escape sequences of others do not reach the terminal",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await peer.send(framesOf("[Bob] \x1b[2Jgone", "[Bob] next"));
      await t.shows("[Bob] next");
      if (t.printed.includes("\x1b[2J") || t.program.output.includes("\x1b[2J")) {
        throw new CaseFailure("The client sends the escape sequence to the terminal.");
      }
    },
  },
];

/** Waits until a row contains `text`: other cases check what else the row has. */
async function showsSomewhere(t: Parameters<ClientCase["run"]>[0], text: string): Promise<void> {
  t.expected.push(`screen ← "${text}"`);
  const rows = () => [...t.screen.rows, t.screen.current];
  const isThere = () => rows().some((row) => row.includes(text));
  if (await t.program.waitUntil(isThere, t.timeoutMs)) return;
  throw new CaseFailure(`The screen does not show "${text}". ${t.lastWords}`.trimEnd());
}
