import { CaseFailure } from "../../check/case_failure.ts";
import type { ClientCase } from "../client_case.ts";
import type { ClientStage } from "../client_stage.ts";
import type { Peer } from "../peer.ts";
import { ASSIGNMENT, linesOf, LINK, loggedIn, requests, TEXTS } from "./direct_texts.ts";

/** Makes a case about the text that an answer of the server leads to. */
function answerCase(
  name: string,
  rule: string,
  [typed, request, answer, text]: readonly [string, string, string, string],
): ClientCase {
  return {
    ...{ name, rule, level: "must", assignment: ASSIGNMENT.texts, link: LINK },
    async run(t) {
      const peer = await loggedIn(t);
      await requests(t, peer, typed, request);
      await peer.send(linesOf(answer));
      await t.shows(text);
    },
  };
}

const SEND = ["@bob hi", "SEND bob hi"] as const;

/** What a client sends and shows once it is logged in. */
export const CHATTING_CASES: readonly ClientCase[] = [
  answerCase("send", "A message goes to its user, and the client says that it was sent", [
    ...SEND,
    ...["SEND-OK", TEXTS.sent] as const,
  ]),
  {
    name: "send-to-nobody",
    level: "must",
    rule: "If the user does not exist, the client says so",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      const isOld = await asksForUsers(t, peer) === "WHO";
      await requests(t, peer, ...SEND);
      await peer.send(linesOf(isOld ? "UNKNOWN" : "BAD-DEST-USER"));
      await t.shows(TEXTS.noUser);
    },
  },
  answerCase("bad-header", "If the server did not understand the header, the client says so", [
    ...SEND,
    ...["BAD-RQST-HDR", TEXTS.badHeader] as const,
  ]),
  answerCase("bad-body", "If the server did not understand the body, the client says so", [
    ...SEND,
    ...["BAD-RQST-BODY", TEXTS.badBody] as const,
  ]),
  {
    name: "send-text-as-typed",
    level: "must",
    rule: "The message goes out as it was typed, with all its words",
    assignment: "The message may contain spaces.",
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await requests(t, peer, "@bob @eve says: 1, 2 and 3!", "SEND bob @eve says: 1, 2 and 3!");
    },
  },
  {
    name: "send-several-spaces",
    level: "should",
    rule: "Several spaces inside a message stay as they are",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await requests(t, peer, "@bob one   two", "SEND bob one   two");
    },
  },
  {
    name: "send-long-message",
    level: "must",
    rule: "A message of 20,000 characters goes out whole",
    assignment: ASSIGNMENT.stream,
    link: LINK,
    on: "pipes",
    async run(t) {
      const peer = await loggedIn(t);
      const text = "0123456789".repeat(2000);
      await requests(t, peer, `@bob ${text}`, `SEND bob ${text}`);
    },
  },
  {
    name: "send-nothing",
    level: "extra",
    rule: "A message without a text goes out, so that the user sees the server's complaint",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await requests(t, peer, "@bob ", "SEND bob ");
    },
  },
  {
    name: "list",
    level: "must",
    rule: "!who asks for the users, and the client prints their number and a name on each line",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await asksForUsers(t, peer);
      for (const text of [TEXTS.online(3), "ann", "bob", "eve"]) await t.shows(text);
    },
  },
  {
    name: "delivery",
    level: "must",
    rule: "A message appears at once, while the user types nothing",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(linesOf("DELIVERY bob hello there, how are you?"));
      await t.shows(TEXTS.from("bob", "hello there, how are you?"));
    },
  },
  {
    name: "delivery-as-sent",
    level: "should",
    rule: "Several spaces inside a message are shown as they came",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(linesOf("DELIVERY bob one   two"));
      await t.shows(TEXTS.from("bob", "one   two"));
    },
  },
  {
    name: "delivery-that-looks-like-an-answer",
    level: "must",
    rule: "A message is a message, also if its text is a word of the protocol",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.send(linesOf("DELIVERY bob SEND-OK", "DELIVERY SEND-OK hi"));
      await t.shows(TEXTS.from("bob", "SEND-OK"));
      await t.shows(TEXTS.from("SEND-OK", "hi"));
      t.expected.push(`screen ← not "${TEXTS.sent}"`);
      if (t.screen.rows.includes(TEXTS.sent)) {
        throw new CaseFailure("The client takes a message for an answer.");
      }
    },
  },
  {
    name: "delivery-before-send-ok",
    level: "must",
    rule: "A message may come before the answer to one's own",
    assignment: ASSIGNMENT.order,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await requests(t, peer, ...SEND);
      await peer.send(linesOf("DELIVERY bob hello", "SEND-OK"));
      await t.shows(TEXTS.from("bob", "hello"));
      await t.shows(TEXTS.sent);
    },
  },
  {
    name: "send-ok-before-delivery",
    level: "must",
    rule: "A message may come right behind the answer to one's own",
    assignment: ASSIGNMENT.order,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await requests(t, peer, ...SEND);
      await peer.send(linesOf("SEND-OK", "DELIVERY bob hello"));
      await t.shows(TEXTS.sent);
      await t.shows(TEXTS.from("bob", "hello"));
    },
  },
  {
    name: "several-requests",
    level: "must",
    rule: "The user can go on after each answer",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      for (const [index, name] of ["bob", "eve", "ann"].entries()) {
        await requests(t, peer, `@${name} hi`, `SEND ${name} hi`);
        await peer.send(linesOf(`DELIVERY ${name} answer ${index}`, "SEND-OK"));
        await t.shows(TEXTS.from(name, `answer ${index}`));
      }
    },
  },
  {
    name: "other-input",
    level: "should",
    rule: "Lines that are no command are not sent",
    assignment: ASSIGNMENT.silent,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await t.type("hello\n");
      await peer.silence();
    },
  },
];

/**
 * Types `!who` and answers the request. The lab's older edition calls it WHO instead of LIST, and
 * has UNKNOWN in place of BAD-DEST-USER.
 *
 * @returns the request, which tells the edition.
 */
async function asksForUsers(t: ClientStage, peer: Peer): Promise<string> {
  await t.type("!who\n");
  t.expected.push('client ← line "LIST"');
  const request = await peer.line();
  if (request !== "LIST" && request !== "WHO") {
    throw new CaseFailure(`The client sent "${request}" instead of "LIST".`);
  }
  await peer.send(linesOf(`${request}-OK ann,bob,eve`));
  return request;
}
