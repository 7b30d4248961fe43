import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type DirectStage, lines } from "./direct_stage.ts";
import { LINKS } from "./links.ts";

const NOTHING = "Says nothing: this is how Parley's server does it.";

/** What only Parley's server does. */
export const EXTRA_CASES: readonly ServerCase<DirectStage>[] = [
  {
    name: "connection-kept-after-failed-login",
    level: "extra",
    rule: "After a failed login, the connection stays open for another try",
    assignment: "The lab's own server closes the connection.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      const bob = await t.connect("bob");
      await t.say(bob, `HELLO-FROM ${ann}`);
      await bob.hears("IN-USE");
      await t.say(bob, `HELLO-FROM ${bob}`);
      await bob.hears(`HELLO ${bob}`);
    },
  },
  {
    name: "delivery-before-confirmation",
    level: "extra",
    rule: "DELIVERY comes before SEND-OK",
    assignment: "Clients accept both orders.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, `SEND ${ann} me first`);
      await ann.hears(`DELIVERY ${ann} me first`, "SEND-OK");
    },
  },
  {
    name: "list-in-order-of-login",
    level: "extra",
    rule: "The list is in the order of the logins",
    assignment: NOTHING,
    link: LINKS.serverSends,
    async run(t) {
      const users = await t.users("zoe", "ann", "mia") as [User, User, User];
      const names = await t.listOf(users[0]);
      const own = names.filter((one) => users.some(({ name }) => name === one));
      if (own.join() !== users.join()) throw users[0].wrong(users.join(","), own.join(","));
    },
  },
  {
    name: "bad-bytes-refused",
    level: "extra",
    rule: "A line that is not UTF-8 is answered with BAD-RQST-BODY",
    assignment: NOTHING,
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      const line = lines(`SEND ${ann} broken: ?`);
      line.set([0xff], line.length - 2);
      await ann.send([line]);
      await ann.hears("BAD-RQST-BODY");
      await t.silence(ann);
    },
  },
  {
    name: "blank-message-refused",
    level: "extra",
    rule: "A message of only spaces is answered with BAD-RQST-BODY",
    assignment: NOTHING,
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, `SEND ${ann}    `);
      await ann.hears("BAD-RQST-BODY");
      await t.silence(ann);
    },
  },
  {
    name: "older-edition",
    level: "extra",
    rule: "WHO is answered with WHO-OK, and from then on unknown users with UNKNOWN",
    assignment: "Until about 2021, the lab had these words.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, "WHO");
      await ann.hearsWhere(
        `"WHO-OK" with ${ann}`,
        (text) => text.startsWith("WHO-OK ") && text.includes(ann.name),
      );
      await t.say(ann, `SEND ${t.unique("nobody")} hello`);
      await ann.hears("UNKNOWN");
    },
  },
];
