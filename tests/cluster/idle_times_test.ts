import assert from "node:assert/strict";
import { factsOf } from "../../lib/dialects/irc/facts.ts";
import { SplitStage } from "./split_stage.ts";

/** Returns when a user did something last, as a server knows, in milliseconds since 1970. */
function activeAt({ servers }: SplitStage, server: number, nick: string): number {
  const user = servers[server]!.hub.userByNick(nick)!;
  return Math.max(user.activeAt, factsOf(user).activeAt());
}

Deno.test("users of a server that comes back are idle for as long as before", async () => {
  await using stage = await SplitStage.start(2);
  await stage.connect("ann", 0);
  await stage.connect("bob", 1);
  await stage.users.get("bob")!.act("JOIN #tea");
  stage.servers[1]!.bus.connect(false);
  await stage.pass(12_000);
  await stage.users.get("bob")!.act("TIME");
  const last = activeAt(stage, 1, "bob");
  const channelUser = stage.servers[1]!.hub.user("gaze1")!.activeAt;
  await stage.heal();
  assert.equal(activeAt(stage, 0, "bob"), last);
  assert.equal(stage.servers[0]!.hub.user("gaze1")!.activeAt, channelUser);
});
