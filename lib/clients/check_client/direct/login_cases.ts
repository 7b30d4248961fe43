import type { ClientCase } from "../client_case.ts";
import { NAME } from "../client_stage.ts";
import {
  asksFor,
  ASSIGNMENT,
  linesOf,
  LINK,
  loggedIn,
  requests,
  showsOnly,
  started,
  TEXTS,
} from "./direct_texts.ts";

/** The login: what the client asks, sends and says. */
export const LOGIN_CASES: readonly ClientCase[] = [
  {
    name: "welcome",
    level: "must",
    rule: "The client asks for the name when it starts",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      t.start();
      await t.shows(TEXTS.welcome);
    },
  },
  {
    name: "login",
    level: "must",
    rule: "The client logs in with the name that the user types",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      await loggedIn(t);
    },
  },
  {
    name: "silent-until-typed",
    level: "must",
    rule: "After the login, the client sends nothing until the user types something",
    assignment: "The client sends a request for each command of the user.",
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await peer.silence();
    },
  },
  {
    name: "login-in-use",
    level: "must",
    rule: "If the name is taken, the client says so",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      await started(t);
      const peer = await asksFor(t, NAME);
      await peer.send(linesOf("IN-USE"));
      await t.shows(TEXTS.inUse(NAME));
    },
  },
  {
    name: "login-again",
    level: "must",
    rule: "After a name that is taken, the next line is the next name",
    assignment: ASSIGNMENT.login,
    link: LINK,
    async run(t) {
      await started(t);
      const peer = await asksFor(t, NAME);
      await peer.send(linesOf("IN-USE"));
      await t.shows(TEXTS.inUse(NAME));
      const next = await asksFor(t, "bob");
      await next.send(linesOf("HELLO bob"));
      await t.shows(TEXTS.loggedIn("bob"));
    },
  },
  {
    name: "login-again-on-a-new-connection",
    level: "should",
    rule: "If the server closed the connection after the failed login, the client connects again",
    assignment: "Some servers close the connection after a failed login, some do not.",
    link: LINK,
    async run(t) {
      await started(t);
      const peer = await asksFor(t, NAME);
      await peer.send(linesOf("IN-USE"));
      peer.close();
      await t.shows(TEXTS.inUse(NAME));
      const next = await asksFor(t, "bob");
      await next.send(linesOf("HELLO bob"));
      await t.shows(TEXTS.loggedIn("bob"));
    },
  },
  {
    name: "login-disallowed",
    level: "must",
    rule:
      "If the name has a forbidden character, the client says so, and the next name may be right",
    assignment: "Names contain none of !@#$%^&*, the client says so when one does.",
    link: LINK,
    async run(t) {
      await started(t);
      await t.type("an!n\n");
      // A client may leave the check to the server.
      if (await t.hearsBefore(TEXTS.disallowed("an!n"))) {
        const peer = await t.hearsLine("HELLO-FROM an!n");
        await peer.send(linesOf("BAD-RQST-BODY"));
      }
      await t.shows(TEXTS.disallowed("an!n"));
      const peer = await asksFor(t, NAME);
      await peer.send(linesOf(`HELLO ${NAME}`));
      await t.shows(TEXTS.loggedIn(NAME));
    },
  },
  {
    name: "login-server-full",
    level: "must",
    rule: "If the server is full, the client says so and ends",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      await started(t);
      const peer = await asksFor(t, NAME);
      await peer.send(linesOf("BUSY"));
      await t.shows(TEXTS.full);
      await t.ends();
    },
  },
  {
    name: "prints-nothing-else",
    level: "must",
    rule: "The client prints the lines of the assignment and nothing else",
    assignment: ASSIGNMENT.texts,
    link: LINK,
    async run(t) {
      const peer = await loggedIn(t);
      await requests(t, peer, "@bob hi", "SEND bob hi");
      await peer.send(linesOf("SEND-OK"));
      await t.shows(TEXTS.sent);
      await peer.send(linesOf("DELIVERY bob hello"));
      await showsOnly(t, [
        TEXTS.welcome,
        TEXTS.loggedIn(NAME),
        TEXTS.sent,
        TEXTS.from("bob", "hello"),
      ]);
    },
  },
];
