import { FRAME_SIZE, frameText } from "../../../framing/fixed_frames.ts";
import { CaseFailure } from "../../check/case_failure.ts";
import type { ClientCase } from "../client_case.ts";
import { NAME } from "../client_stage.ts";
import { ASSIGNMENT, framesOf, LINKS, loggedIn, PROMPT, says } from "./channel_texts.ts";

const SPACE = 0x20;

/** What a client sends, and when. */
export const SENDING_CASES: readonly ClientCase[] = [
  {
    name: "name-frame",
    level: "must",
    rule: "The client connects and sends the name in a frame of 200 bytes",
    assignment: ASSIGNMENT.name,
    link: LINKS.client,
    async run(t) {
      await loggedIn(t);
    },
  },
  {
    name: "silent-until-typed",
    level: "must",
    rule: "After the name, the client sends nothing until the user types something",
    assignment: ASSIGNMENT.name,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.silence();
    },
  },
  {
    name: "line-is-a-frame",
    level: "must",
    rule: "A line that the user types goes out as one frame of 200 bytes",
    assignment: ASSIGNMENT.padding,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await says(t, peer, "Hello world!");
      await peer.silence();
    },
  },
  {
    name: "several-lines",
    level: "must",
    rule: "Each further line is a frame of its own, in the order in which they were typed",
    assignment: ASSIGNMENT.padding,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      for (const text of ["one", "two", "three"]) await says(t, peer, text);
      await peer.silence();
    },
  },
  {
    name: "commands-go-to-the-server",
    level: "must",
    rule: "Lines that start with a slash go to the server as they are",
    assignment: "The server handles /create, /join and /list, and answers unknown ones.",
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      for (const text of ["/create 168_tas", "/list", "/frobnicate"]) await says(t, peer, text);
    },
  },
  {
    name: "line-after-a-message",
    level: "must",
    rule: "The user can type before and after messages come",
    assignment: "The client waits for the server and for the user at once.",
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(framesOf("[Bob] first"));
      await t.shows("[Bob] first");
      await says(t, peer, "between");
      await peer.send(framesOf("[Bob] second"));
      await t.shows("[Bob] second");
      await says(t, peer, "after");
    },
  },
  {
    name: "padding-with-spaces",
    level: "should",
    rule: "Frames are padded with spaces, and with nothing else",
    assignment: ASSIGNMENT.padding,
    link: LINKS.frames,
    async run(t) {
      t.start();
      const peer = await t.accept();
      await checkPadding(await peer.frameBytes(), NAME);
      await t.type("tea\n");
      await checkPadding(await peer.frameBytes(), "tea");
    },
  },
  {
    name: "leading-space",
    level: "should",
    rule: "A space at the start of a line is part of the message",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await says(t, peer, "  /list is a command");
    },
  },
  {
    name: "pasted-lines",
    level: "should",
    rule: "Lines that come all at once are all sent",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await t.type("one\ntwo\nthree\n");
      for (const text of ["one", "two", "three"]) await peer.hearsFrame(text);
    },
  },
  {
    name: "line-of-200-bytes",
    level: "should",
    rule: "A line of exactly 200 characters is one full frame",
    assignment: "Messages are at most 200 characters.",
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await says(t, peer, "0123456789".repeat(FRAME_SIZE / 10));
    },
  },
  {
    name: "long-line",
    level: "should",
    rule: "A longer line goes out in several frames, and nothing is lost",
    assignment:
      "Messages are at most 200 characters: the assignment does not say what else happens.",
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await sendsLong(t, peer, "0123456789".repeat(45));
    },
  },
  {
    name: "length-in-bytes",
    level: "should",
    rule: "A frame has 200 bytes, also when a character takes several",
    assignment: ASSIGNMENT.silent,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await says(t, peer, "grüezi mitenand ☕");
      await says(t, peer, "after it");
    },
  },
  {
    name: "whole-characters",
    level: "extra",
    rule: "A long line is never cut in the middle of a character",
    assignment: ASSIGNMENT.silent,
    link: LINKS.frames,
    async run(t) {
      const peer = await loggedIn(t);
      await sendsLong(t, peer, "é☕".repeat(90));
    },
  },
  {
    name: "prompt-after-a-line",
    level: "must",
    rule: "After a line, the client prompts for the next one",
    assignment: ASSIGNMENT.prompt,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await says(t, peer, "Hello");
      await t.prompts(PROMPT);
    },
  },
  {
    name: "no-echo",
    level: "must",
    rule: "The client does not repeat what the user types: the terminal shows it already",
    assignment: "The example shows each typed line once.",
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await says(t, peer, "kettle");
      await t.prompts(PROMPT);
      t.expected.push('screen ← no further "kettle"');
      if (t.printed.includes("kettle")) throw new CaseFailure("The client repeats the line.");
    },
  },
];

function checkPadding(frame: Uint8Array, text: string): void {
  const rest = frame.subarray(text.length);
  const other = rest.find((byte) => byte !== SPACE);
  if (other === undefined) return;
  const hex = other.toString(16).padStart(2, "0");
  throw new CaseFailure(`Behind "${text}" stands a byte 0x${hex} instead of only spaces.`);
}

async function sendsLong(
  t: Parameters<ClientCase["run"]>[0],
  peer: Awaited<ReturnType<typeof loggedIn>>,
  text: string,
): Promise<void> {
  t.expected.push(`client ← frames with these ${text.length} characters together`);
  await t.type(`${text}\n`);
  let heard = "";
  while (heard.length < text.length && text.startsWith(heard)) {
    heard += frameText(await peer.frameBytes());
  }
  if (heard !== text) {
    throw new CaseFailure(`The frames together have "${heard.slice(0, 60)}…" (${heard.length}).`);
  }
}
