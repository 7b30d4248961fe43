import { CaseFailure } from "../../check/case_failure.ts";
import { sleep } from "../../check/patience.ts";
import type { ClientCase } from "../client_case.ts";
import { ASSIGNMENT, linesOf, LINK, loggedIn, TEXTS } from "./direct_texts.ts";

/** Makes a case in which lines come cut after these numbers of bytes. */
function cutCase(name: string, rule: string, cuts: readonly number[]): ClientCase {
  return {
    ...{ name, rule, level: "must", assignment: ASSIGNMENT.stream, link: LINK },
    async run(t) {
      const peer = await loggedIn(t);
      await peer.sendCut(linesOf("DELIVERY bob the kettle boils"), cuts);
      await t.shows(TEXTS.from("bob", "the kettle boils"));
      await peer.send(linesOf("DELIVERY eve whole"));
      await t.shows(TEXTS.from("eve", "whole"));
    },
  };
}

/** What a client makes of lines, however they come. */
export const STREAM_CASES: readonly ClientCase[] = [
  cutCase("split-after-1", "A line that is cut after its first byte is shown whole", [1]),
  cutCase("split-in-header", "A line that is cut in its header is shown whole", [4]),
  cutCase("split-in-text", "A line that is cut in its text is shown whole", [17]),
  cutCase("split-before-end", "A line that is cut before its line end is shown whole", [29]),
  cutCase(
    "split-often",
    "A line that comes byte by byte is shown whole",
    Array.from({ length: 29 }, (_, index) => index + 1),
  ),
  {
    name: "joined-lines",
    level: "must",
    rule: "Lines that come in one segment are all shown, in their order",
    assignment: ASSIGNMENT.stream,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      const texts = Array.from({ length: 30 }, (_, index) => `number ${index + 1}`);
      await peer.send(linesOf(...texts.map((text) => `DELIVERY bob ${text}`)));
      const rows = texts.map((text) => TEXTS.from("bob", text));
      await t.shows(rows.at(-1)!);
      const shown = t.screen.rows.filter((row) => rows.includes(row));
      if (shown.join() === rows.join()) return;
      throw new CaseFailure(`The screen shows ${shown.length} of the 30 messages in their order.`);
    },
  },
  {
    name: "line-and-a-half",
    level: "must",
    rule: "A line and a half in one segment are shown as they become complete",
    assignment: ASSIGNMENT.stream,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(new TextEncoder().encode("DELIVERY bob one\nDELIVERY bob t"));
      await t.shows(TEXTS.from("bob", "one"));
      await sleep(20);
      await peer.send(linesOf("wo"));
      await t.shows(TEXTS.from("bob", "two"));
    },
  },
  {
    name: "long-delivery",
    level: "must",
    rule: "A message of 20,000 characters is shown whole",
    assignment: ASSIGNMENT.stream,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      const text = "0123456789".repeat(2000);
      await peer.send(linesOf(`DELIVERY bob ${text}`));
      await t.shows(TEXTS.from("bob", text));
    },
  },
  {
    name: "characters-of-several-bytes",
    level: "should",
    rule: "Characters of several bytes are shown, also when a line is cut inside one",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.sendCut(linesOf("DELIVERY bob grüezi ☕"), [16]);
      await t.shows(TEXTS.from("bob", "grüezi ☕"));
    },
  },
  {
    name: "escape-sequences",
    level: "extra",
    rule: "Escape sequences of others do not reach the terminal",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(linesOf("DELIVERY bob \x1b[2Jgone", "DELIVERY bob next"));
      await t.shows(TEXTS.from("bob", "next"));
      if (!t.program.output.includes("\x1b[2J")) return;
      throw new CaseFailure("The client sends the escape sequence to the terminal.");
    },
  },
];
