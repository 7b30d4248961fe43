import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type DirectStage, lines } from "./direct_stage.ts";
import { LINKS } from "./links.ts";

const HEADER = "BAD-RQST-HDR is sent if the last message contains an error in the header.";
const BODY = "BAD-RQST-BODY is sent if the last message contains an error in the body.";

/** The replies to what the server cannot do, and the lists of users. */
export const ERROR_CASES: readonly ServerCase<DirectStage>[] = [
  {
    name: "unknown-user",
    level: "must",
    rule: "SEND to a name that nobody has is answered with BAD-DEST-USER only",
    assignment: "BAD-DEST-USER means that the receiver is not logged in.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, `SEND ${t.unique("nobody")} hello`);
      await ann.hears(t.edition.unknownUser);
      await t.silence(ann);
    },
  },
  {
    name: "user-who-has-left",
    level: "must",
    rule: "SEND to a user who has disconnected is answered with BAD-DEST-USER",
    assignment: "The server must handle disconnects.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      bob.leave();
      await t.untilGone(ann, bob);
    },
  },
  {
    name: "unknown-header",
    level: "must",
    rule: "A line with an unknown first word is answered with BAD-RQST-HDR",
    assignment: HEADER,
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, "DANCE with me");
      await ann.hears("BAD-RQST-HDR");
    },
  },
  {
    name: "unknown-header-keeps-login",
    level: "should",
    rule: "After a line with an error, the user is still logged in and can go on",
    assignment: `${HEADER} Says nothing of what follows.`,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.say(ann, "DANCE");
      await ann.hears("BAD-RQST-HDR");
      await t.sends(ann, bob, "still here");
    },
  },
  {
    name: "empty-line",
    level: "should",
    rule: "An empty line is answered with BAD-RQST-HDR",
    assignment: `${HEADER} Says nothing of empty lines.`,
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, "");
      await ann.hears("BAD-RQST-HDR");
    },
  },
  {
    name: "send-before-login",
    level: "must",
    rule: "SEND before the login is answered with BAD-RQST-HDR, and nothing is delivered",
    assignment: "A message other than HELLO-FROM of a user who is not logged in has a bad header.",
    link: LINKS.serverSends,
    async run(t) {
      const [bob] = await t.users("bob") as [User];
      const ann = await t.connect("ann");
      await t.say(ann, `SEND ${bob} hello`);
      await ann.hears("BAD-RQST-HDR");
      await t.silence(bob);
    },
  },
  {
    name: "list-before-login",
    level: "should",
    rule: "LIST before the login is answered with BAD-RQST-HDR",
    assignment: "Tests this with SEND only.",
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.connect("ann");
      await t.say(ann, t.edition.list);
      await ann.hears("BAD-RQST-HDR");
    },
  },
  {
    name: "unknown-header-before-login",
    level: "must",
    rule: "An unknown first word before the login is answered with BAD-RQST-HDR",
    assignment: HEADER,
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.connect("ann");
      await t.say(ann, "DANCE");
      await ann.hears("BAD-RQST-HDR");
    },
  },
  {
    name: "send-empty-message",
    level: "must",
    rule: "SEND with a name, a space and nothing else is answered with BAD-RQST-BODY",
    assignment: `${BODY} Tests it with an empty message.`,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.say(ann, `SEND ${bob} `);
      await ann.hears("BAD-RQST-BODY");
      await t.silence(ann, bob);
    },
  },
  {
    name: "send-without-message",
    level: "should",
    rule: "SEND with a name only, and SEND alone, are answered with BAD-RQST-BODY",
    assignment: `${BODY} Says nothing of which parts are missing.`,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.say(ann, `SEND ${bob}`);
      await ann.hears("BAD-RQST-BODY");
      await t.say(ann, "SEND");
      await ann.hears("BAD-RQST-BODY");
      await t.silence(bob);
    },
  },
  {
    name: "send-empty-to-unknown",
    level: "should",
    rule: "An empty message is answered with BAD-RQST-BODY, also if nobody has the name",
    assignment: "Tests an empty message to a user who need not be there.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, `SEND ${t.unique("nobody")} `);
      await ann.hears("BAD-RQST-BODY");
    },
  },
  {
    name: "error-to-its-cause-only",
    level: "must",
    rule: "Only the user who made the error gets the reply",
    assignment: "Errors are about the last message received from the client.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.say(ann, "DANCE");
      await ann.hears("BAD-RQST-HDR");
      await t.silence(bob);
    },
  },
  {
    name: "list",
    level: "must",
    rule:
      "LIST is answered with LIST-OK and all names, one's own as well, separated by commas only",
    assignment: "LIST-OK <name1>,...,<namen>: a list of all users who are logged in.",
    link: LINKS.serverSends,
    async run(t) {
      const users = await t.users("ann", "bob", "eve") as [User, User, User];
      const names = await t.listOf(users[1]);
      for (const { name } of users) {
        const count = names.filter((one) => one === name).length;
        if (count !== 1) throw users[1].wrong(`a list with ${name} once`, names.join(","));
      }
      if (names.includes("")) throw users[1].wrong("a list without empty names", names.join(","));
      await t.silence(...users);
    },
  },
  {
    name: "list-without-those-who-left",
    level: "must",
    rule: "A user who has disconnected is no longer in the list",
    assignment: "A list of all users who are logged in.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      bob.leave();
      await t.untilGone(ann, bob);
      const names = await t.listOf(ann);
      if (names.includes(bob.name)) throw ann.wrong(`a list without ${bob}`, names.join(","));
    },
  },
  {
    name: "list-with-body",
    level: "should",
    rule: "LIST with anything behind it is answered with BAD-RQST-BODY",
    assignment: `${BODY} LIST has none.`,
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, `${t.edition.list} everybody`);
      await ann.hears("BAD-RQST-BODY");
    },
  },
  {
    name: "longer-header",
    level: "should",
    rule: "LISTEN and SENDER are unknown headers, although they start like others",
    assignment: HEADER,
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.say(ann, `${t.edition.list}EN`);
      await ann.hears("BAD-RQST-HDR");
      await t.say(ann, `SENDER ${bob} hello`);
      await ann.hears("BAD-RQST-HDR");
      await t.silence(bob);
    },
  },
  {
    name: "broken-unicode",
    level: "should",
    rule: "Bytes that are not UTF-8 do not break the server",
    assignment: "Says nothing.",
    link: LINKS.lines,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      const line = lines(`SEND ${bob} broken: ????`);
      line.set([0xff, 0xc3, 0x28, 0x80], line.length - 5);
      await ann.send([line]);
      await t.settle();
      await t.stillServes();
    },
  },
];
