import { CaseFailure } from "../../check/case_failure.ts";
import type { ClientCase } from "../client_case.ts";
import { ASSIGNMENT, linesOf, LINK, loggedIn, started, TEXTS } from "./direct_texts.ts";

/** The end: of the client, of the server, of the input, and of attempts to connect. */
export const ENDING_CASES: readonly ClientCase[] = [
  {
    name: "quit",
    level: "must",
    rule: "!quit closes the connection and ends the client",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await t.type("!quit\n");
      await peer.hearsEnd();
      await t.ends();
    },
  },
  {
    name: "quit-exit-code",
    level: "should",
    rule: "After !quit, the exit code is 0",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      await loggedIn(t);
      await t.type("!quit\n");
      await t.ends((code) => code === 0, "with code 0");
    },
  },
  {
    name: "quit-before-login",
    level: "should",
    rule: "!quit ends the client where it asks for the name, too",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      await started(t);
      await t.type("!quit\n");
      await t.ends();
    },
  },
  {
    name: "server-gone",
    level: "should",
    rule: "When the server disconnects, the client says so and ends with a code other than 0",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      const before = t.program.output.length + t.program.errors.length;
      peer.close();
      await t.ends((code) => code !== 0, "with a code other than 0");
      if (t.program.output.length + t.program.errors.length > before) return;
      throw new CaseFailure("The client ended without a word.");
    },
  },
  {
    name: "server-gone-after-messages",
    level: "should",
    rule: "Messages that came before the server disconnected are still shown",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(linesOf("DELIVERY bob one", "DELIVERY bob the last"));
      peer.close();
      await t.shows(TEXTS.from("bob", "the last"));
      await t.ends();
    },
  },
  {
    name: "cannot-connect",
    level: "should",
    rule: "When nobody listens at the address, the client ends with a code other than 0",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      t.startWithoutServer();
      // Some clients connect only when they have a name.
      await t.program.waitUntil(() => t.screen.rows.includes(TEXTS.welcome), t.timeoutMs);
      if (t.program.status === undefined) await t.type("ann\n");
      await t.ends((code) => code !== 0, "with a code other than 0");
    },
  },
  {
    name: "end-of-input",
    level: "should",
    rule: "At the end of its input, the client ends with code 0",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    on: "pipes",
    async run(t) {
      await loggedIn(t);
      await t.endInput();
      await t.ends((code) => code === 0, "with code 0");
    },
  },
  {
    name: "flushed-on-a-pipe",
    level: "should",
    rule: "On a pipe, what the client prints comes at once, so that other programs can read it",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    on: "pipes",
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(linesOf("DELIVERY bob hello"));
      await t.shows(TEXTS.from("bob", "hello"));
    },
  },
  {
    name: "terminal-shows-delivery",
    level: "should",
    rule: "On a terminal, a message stands alone on its line",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    on: "terminal",
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(linesOf("DELIVERY bob hello"));
      await t.shows(TEXTS.from("bob", "hello"));
    },
  },
  {
    name: "terminal-keeps-typed-text",
    level: "should",
    rule: "On a terminal, a message does not lose what the user is in the middle of typing",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    on: "terminal",
    async run(t) {
      const peer = await loggedIn(t);
      await t.type("@bob hel");
      await peer.send(linesOf("DELIVERY bob hello"));
      await t.program.waitUntil(() => false, t.quietMs);
      await t.type("lo\n");
      await peer.hearsLine("SEND bob hello");
    },
  },
];
