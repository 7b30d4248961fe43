import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import type { DirectStage } from "./direct_stage.ts";
import { LINKS } from "./links.ts";

const BODY = "A login with an invalid name is answered with BAD-RQST-BODY.";

/** How users log in, and how that fails. A server may close the connection after a failure. */
export const LOGIN_CASES: readonly ServerCase<DirectStage>[] = [
  {
    name: "silent-until-asked",
    level: "must",
    rule: "The server sends nothing before the client does",
    assignment: "All that the server sends are replies and deliveries; the client starts.",
    link: LINKS.lines,
    async run(t) {
      const ann = await t.connect("ann");
      await t.silence(ann);
    },
  },
  {
    name: "hello",
    level: "must",
    rule: "HELLO-FROM with a free name is answered with HELLO and the name, and nothing else",
    assignment: "If a user logs in with a valid name that is not in use, the server sends HELLO.",
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.connect("ann");
      await t.say(ann, `HELLO-FROM ${ann}`);
      await ann.hears(`HELLO ${ann}`);
      await t.silence(ann);
    },
  },
  {
    name: "login-not-told-to-others",
    level: "must",
    rule: "The other users are not told who logs in and who leaves",
    assignment: "The protocol has no message for that.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      const [bob] = await t.users("bob") as [User];
      await t.settle();
      bob.leave();
      await t.silence(ann);
    },
  },
  {
    name: "name-in-use",
    level: "must",
    rule: "HELLO-FROM with a name that somebody has is answered with IN-USE",
    assignment: "If a user logs in with a name that is in use, the server sends IN-USE.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      const twin = await t.connect("twin");
      await t.say(twin, `HELLO-FROM ${ann}`);
      await twin.hears("IN-USE");
      await t.silence(ann);
    },
  },
  {
    name: "name-in-use-keeps-owner",
    level: "must",
    rule: "After IN-USE, messages still go to the user who has the name",
    assignment: "IN-USE means that the user cannot log in.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      const twin = await t.connect("twin");
      await t.say(twin, `HELLO-FROM ${ann}`);
      await twin.hears("IN-USE");
      twin.leave();
      await t.settle();
      await t.sends(bob, ann, "It is still yours");
    },
  },
  {
    name: "another-try",
    level: "must",
    rule:
      "After a failed login, the client can log in with another name, if need be connected anew",
    assignment: "The client asks for another name; a server may close the connection first.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      const bob = await t.connect("bob");
      await t.say(bob, `HELLO-FROM ${ann}`);
      await bob.hears("IN-USE");
      await t.settle();
      await t.say(bob, `HELLO-FROM ${bob}`);
      const again = await bob.connection.next(t.patience.quietMs);
      if (again === undefined) await t.users("eve");
      else if (t.dialect.read(again) !== `HELLO ${bob}`) {
        throw bob.wrong(`"HELLO ${bob}"`, t.dialect.read(again));
      }
    },
  },
  {
    name: "name-with-comma",
    level: "must",
    rule: "A name with a comma is answered with BAD-RQST-BODY",
    assignment: `${BODY} Names have no commas, which separate the names of a list.`,
    link: LINKS.serverSends,
    run: (t) => refusesName(t, `${t.unique("a")},${t.unique("b")}`),
  },
  {
    name: "name-with-space",
    level: "must",
    rule: "A name with a space is answered with BAD-RQST-BODY",
    assignment: `${BODY} Names have no spaces, which separate the parts of a message.`,
    link: LINKS.serverSends,
    run: (t) => refusesName(t, `${t.unique("a")} ${t.unique("b")}`),
  },
  {
    name: "name-with-sign",
    level: "should",
    rule: "A name with any of !@#$%^&* is answered with BAD-RQST-BODY",
    assignment: "The client refuses these characters; says nothing of the server.",
    link: LINKS.serverSends,
    async run(t) {
      for (const sign of "!@#$%^&*") await refusesName(t, `${t.unique("a")}${sign}b`);
    },
  },
  {
    name: "name-missing",
    level: "should",
    rule: "HELLO-FROM without a name is answered with BAD-RQST-BODY",
    assignment: `${BODY} Says nothing of an empty one.`,
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.connect("ann");
      await t.say(ann, "HELLO-FROM ");
      await ann.hears("BAD-RQST-BODY");
    },
  },
  {
    name: "refused-name-not-listed",
    level: "must",
    rule: "A refused login leaves no user behind",
    assignment: "BAD-RQST-BODY and IN-USE mean that the user cannot log in.",
    link: LINKS.serverSends,
    async run(t) {
      await refusesName(t, `${t.unique("x")},${t.unique("y")}`);
      const [ann] = await t.users("ann") as [User];
      const names = await t.listOf(ann);
      if ([t.unique("x"), t.unique("y")].some((name) => names.includes(name))) {
        throw ann.wrong("a list without the refused name", names.join(","));
      }
    },
  },
  {
    name: "second-hello",
    level: "should",
    rule: "HELLO-FROM after the login is answered with BAD-RQST-HDR, and the name stays",
    assignment:
      "HELLO-FROM of a user that is not authenticated is a login; says nothing of others.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.say(ann, `HELLO-FROM ${t.unique("other")}`);
      await ann.hears("BAD-RQST-HDR");
      await t.sends(bob, ann, "Are you still there?");
    },
  },
  {
    name: "name-free-after-logout",
    level: "must",
    rule: "After a user has disconnected, its name is free again",
    assignment: "The server must handle disconnects; IN-USE is for names in use.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      bob.leave();
      await t.untilGone(ann, bob);
      const again = await t.connect("bob");
      await t.say(again, `HELLO-FROM ${bob}`);
      await again.hears(`HELLO ${bob}`);
      await t.sends(ann, again, "welcome back");
    },
  },
];

/** Checks that the server refuses a name. */
async function refusesName(t: DirectStage, name: string): Promise<void> {
  const user = await t.connect("ann");
  await t.say(user, `HELLO-FROM ${name}`);
  await user.hears("BAD-RQST-BODY");
  user.leave();
}
