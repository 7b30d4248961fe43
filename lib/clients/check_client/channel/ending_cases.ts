import { toFrames } from "../../../framing/fixed_frames.ts";
import { CaseFailure } from "../../check/case_failure.ts";
import { sleep } from "../../check/patience.ts";
import type { ClientCase } from "../client_case.ts";
import type { ClientStage } from "../client_stage.ts";
import { ASSIGNMENT, framesOf, LINKS, loggedIn, PROMPT, says } from "./channel_texts.ts";

/** How long a client may go on sending after the end of its input, in milliseconds. */
const END_OF_INPUT_MS = 600;

/** How much a client may send after the end of its input, in frames. */
const MAX_LAST_FRAMES = 3;

const gone = (t: ClientStage, host = "127.0.0.1") => `Server at ${host}:${t.port} has disconnected`;

/** The end: of the server, of the input, and of attempts to connect. */
export const ENDING_CASES: readonly ClientCase[] = [
  {
    name: "server-gone",
    level: "must",
    rule: "When the server disconnects, the client says so and ends",
    assignment: ASSIGNMENT.server,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      peer.close();
      await printsAndEnds(t, gone(t));
    },
  },
  {
    name: "server-gone-after-messages",
    level: "must",
    rule: "Messages that came before the server disconnected are still shown",
    assignment: ASSIGNMENT.server,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(framesOf("[Bob] one", "[Bob] the last"));
      peer.close();
      await t.shows("[Bob] the last");
      await printsAndEnds(t, gone(t));
    },
  },
  {
    name: "server-gone-in-a-frame",
    level: "should",
    rule: "A server that disconnects in the middle of a frame is gone as well",
    assignment: ASSIGNMENT.server,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(toFrames("[Bob] half").subarray(0, 100));
      await sleep(50);
      peer.close();
      await printsAndEnds(t, gone(t));
    },
  },
  {
    name: "server-gone-wipes-prompt",
    level: "should",
    rule: "The line about the server stands alone, and no prompt follows it",
    assignment: ASSIGNMENT.prompt,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      peer.close();
      await t.shows(gone(t));
      await t.ends();
      if (t.screen.current.includes("[Me]")) {
        throw new CaseFailure("The client prompts although the server is gone.");
      }
    },
  },
  {
    name: "server-gone-names-host",
    level: "should",
    rule: "The line about the server has the host as the user typed it",
    assignment: ASSIGNMENT.server,
    link: LINKS.client,
    async run(t) {
      t.start("localhost");
      const peer = await t.accept();
      await peer.frameBytes();
      await t.prompts(PROMPT);
      peer.close();
      await printsAndEnds(t, gone(t, "localhost"));
    },
  },
  {
    name: "server-gone-exit-code",
    level: "should",
    rule: "The exit code says that the server is gone: it is not 0",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    async run(t) {
      const peer = await loggedIn(t);
      peer.close();
      await t.ends((code) => code !== 0, "with a code other than 0");
    },
  },
  {
    name: "cannot-connect",
    level: "must",
    rule: "When nobody listens at the address, the client says so and ends",
    assignment: ASSIGNMENT.connect,
    link: LINKS.client,
    async run(t) {
      const port = t.startWithoutServer();
      await printsAndEnds(t, `Unable to connect to 127.0.0.1:${port}`);
    },
  },
  {
    name: "cannot-connect-exit-code",
    level: "should",
    rule: "The exit code says that the client could not connect: it is not 0",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    async run(t) {
      t.startWithoutServer();
      await t.ends((code) => code !== 0, "with a code other than 0");
    },
  },
  {
    name: "end-of-input",
    level: "should",
    rule: "At the end of its input, the client ends",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    on: "pipes",
    async run(t) {
      const peer = await loggedIn(t);
      await says(t, peer, "good night");
      await t.endInput();
      await t.ends((code) => code === 0, "with code 0");
    },
  },
  {
    name: "end-of-input-sends-all",
    level: "should",
    rule: "What was typed before the end of the input is sent, a last line without its end as well",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    on: "pipes",
    async run(t) {
      const peer = await loggedIn(t);
      await t.type("one\ntwo\nthree");
      await t.endInput();
      for (const text of ["one", "two", "three"]) await peer.hearsFrame(text);
    },
  },
  {
    name: "end-of-input-no-flood",
    level: "should",
    rule: "At the end of its input, the client does not send frame after frame",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    on: "pipes",
    async run(t) {
      const peer = await loggedIn(t);
      await t.endInput();
      const count = await peer.countRest(END_OF_INPUT_MS);
      if (count <= MAX_LAST_FRAMES * 200) return;
      throw new CaseFailure(`The client has sent ${count} more bytes.`);
    },
  },
  {
    name: "flushed-on-a-pipe",
    level: "should",
    rule: "On a pipe, what the client prints comes at once, so that other programs can read it",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    on: "pipes",
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await peer.send(framesOf("[Bob] Hi everyone!"));
      await t.shows("[Bob] Hi everyone!");
    },
  },
  {
    name: "terminal-shows-message",
    level: "should",
    rule: "On a terminal, a message stands alone on its line, and the prompt follows",
    assignment: ASSIGNMENT.prompt,
    link: LINKS.client,
    on: "terminal",
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await peer.send(framesOf("[Bob] Hi everyone!"));
      await t.shows("[Bob] Hi everyone!");
      await t.prompts(PROMPT);
    },
  },
  {
    name: "terminal-keeps-typed-text",
    level: "should",
    rule: "On a terminal, a message does not lose what the user is in the middle of typing",
    assignment: ASSIGNMENT.silent,
    link: LINKS.client,
    on: "terminal",
    async run(t) {
      const peer = await loggedIn(t);
      await t.prompts(PROMPT);
      await t.type("hel");
      await peer.send(framesOf("[Bob] Hi everyone!"));
      await sleep(t.quietMs);
      await t.type("lo\n");
      await peer.hearsFrame("hello");
    },
  },
];

/** Waits until the program has printed a text anywhere, and has ended. */
async function printsAndEnds(t: ClientStage, text: string): Promise<void> {
  t.expected.push(`screen ← "${text}"`);
  const hasPrinted = () => t.program.output.includes(text);
  if (!await t.program.waitUntil(hasPrinted, t.timeoutMs + 2 * t.habits.startMs)) {
    throw new CaseFailure(`The client does not print "${text}". ${t.lastWords}`.trimEnd());
  }
  await t.ends();
}
