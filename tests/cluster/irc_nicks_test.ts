import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { until } from "./bus_support.ts";
import { IrcStage, testOnStage } from "./irc_stage.ts";

/** Names whose forms in IRC collide, on the first and on the second server. */
const COLLISIONS: readonly (readonly [first: string, second: string])[] = [
  ["Jos\u00e9 M\u00fcller", "Jos__M_ller"],
  ["Jos__M_ller", "Jos\u00e9 M\u00fcller"],
  ["Zo\u00eb", "Zo\u00e8"],
  ["Zo\u00e8", "Zo\u00eb"],
  ["1ann", "2ann"],
];

/** Returns the nicks of all users, by their names. */
function nicksOn({ servers }: IrcStage, server: number): Record<string, string> {
  const users = [...servers[server]!.hub.users.values()];
  return Object.fromEntries(users.map(({ name, nick }) => [name, nick] as const).sort());
}

/** Lets users with these names log in on the two servers, at once or one after the other. */
async function logIn(stage: IrcStage, names: readonly string[], atOnce: boolean) {
  const stack = new AsyncDisposableStack();
  const areKnown = (count: number) =>
    until(() => stage.servers.every(({ hub }) => hub.users.size === count), `${count} users`);
  for (const [at, name] of names.entries()) {
    stack.use(await FrameClient.connect(stage.servers[at]!.chat.port, name));
    if (!atOnce) await areKnown(at + 1);
  }
  await areKnown(names.length);
  return stack;
}

testOnStage(
  "nicks are unique and the same on all servers",
  Object.fromEntries(
    COLLISIONS.flatMap((names) =>
      [false, true].map((atOnce) => [
        `${names.join(", ")} ${atOnce ? "at once" : "one after the other"}`,
        async (stage: IrcStage) => {
          await using _ = await logIn(stage, names, atOnce);
          const same = () =>
            JSON.stringify(nicksOn(stage, 0)) === JSON.stringify(nicksOn(stage, 1));
          await until(same, "the same nicks");
          const nicks = Object.values(nicksOn(stage, 0));
          assert.equal(new Set(nicks).size, names.length, nicks.join());
        },
      ])
    ),
  ),
);

Deno.test("who has a nick as a name keeps it, whoever else has it on another server", async () => {
  await using stage = await IrcStage.start();
  const [first, second] = stage.servers;
  // Both servers accept the names before they hear of the other one.
  first!.hub.login("Jos\u00e9 M\u00fcller");
  await using bob = await FrameClient.connect(second!.chat.port, "Jos__M_ller");
  await until(() => first!.hub.users.size === 2, "both");
  assert.deepEqual(nicksOn(stage, 0), {
    "Jos__M_ller": "Jos__M_ller",
    "Jos\u00e9 M\u00fcller": "Jos__M_ller_2",
  });
  await bob.say("/leave");
});

Deno.test("a channel whose name has a comma has one form on all servers", async () => {
  await using stage = await IrcStage.start();
  const [first, second] = stage.servers;
  await using ann = await FrameClient.connect(first!.chat.port, "ann", "/create a,b", "/join a,b");
  await until(() => second!.hub.channel("a,b")?.members.size === 1, "the channel");
  await using bob = await FrameClient.connect(second!.chat.port, "bob", "/create a_b", "/join a_b");
  await until(() => first!.hub.users.get("bob")?.channels[0]?.name === "a_b", "the other channel");
  await ann.say("/leave");
  const late = await stage.addServer();
  await until(() => late.hub.users.has("bob"), "the late server");
  for (const { hub } of stage.servers) {
    const forms = first!.hub.channelNames.map((name) => first!.hub.channel(name)!.form);
    assert.deepEqual(first!.hub.channelNames.map((name) => hub.channel(name)?.form), forms);
    for (const name of hub.channelNames) {
      const channel = hub.channel(name)!;
      assert.equal(hub.channelByForm(channel.form), channel);
    }
  }
  await bob.say("/leave");
});
