import assert from "node:assert/strict";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import type { Moderation } from "../../lib/serving/moderation/moderation.ts";
import { putOutStranger } from "../../lib/serving/moderation/put_out.ts";
import { Roster } from "../../lib/serving/roster.ts";
import type { Account } from "../../lib/store/account_table.ts";

Deno.test("a name that is registered on another server ends the session of its user on this one only", () => {
  const hub = new Hub({ sinks: [], now: () => 0 });
  const roster = new Roster();
  const ended: string[] = [];
  const [own, owner] = [new User("own"), new User("owner")];
  owner.server = "another";
  for (const user of [own, owner]) {
    hub.admit(user);
    roster.add(user, {
      ...{ peer: { hostname: "192.0.2.1", port: 1 }, dialect: "irc", loggedInAt: 0 },
      owner: { key: undefined, readsIds: false },
      ...{ deliverAgain() {}, charge() {} },
      putOut: () => void ended.push(user.name),
    });
  }
  const moderation = { chat: { hub, roster } } as Moderation;
  for (const key of ["own", "owner", "nobody"]) putOutStranger(moderation, { key } as Account);
  assert.deepEqual(ended, ["own"]);
});
