import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { until } from "./bus_support.ts";
import { type IrcClient, IrcStage, testOnStage } from "./irc_stage.ts";

/** A channel whose operator is on one server, and a user who is on another. */
interface Scene {
  readonly stage: IrcStage;
  /** The operator of `#tea`, on the first server. */
  readonly ann: IrcClient;
  /** On the second server, outside of `#tea`. */
  readonly far: IrcClient;
}

function scene(play: (scene: Scene) => Promise<void>): (stage: IrcStage) => Promise<void> {
  return async (stage) => {
    const ann = await stage.connect("ann", 0);
    const far = await stage.connect("far", 1);
    await ann.act("JOIN #tea");
    await stage.meet("tea", 1);
    await play({ stage, ann, far });
  };
}

/** Lets a user do something, and waits until the other one's server knows. */
async function act(client: IrcClient, other: IrcClient, ...lines: string[]): Promise<string[]> {
  const answer = await client.act(...lines, `PRIVMSG ${other.nick} :that is all`);
  await other.until(":that is all");
  return answer;
}

/** Returns the host of all clients: they are on this machine. */
function hostOf({ servers: [first] }: IrcStage): string {
  return first!.hub.userByNick("ann")!.host;
}

/** Decides whether a user of the other server enters. */
const ENTRIES: readonly (readonly [modes: string, entry: string, outcome: "enters" | string])[] = [
  ["+k secret", "JOIN #tea", "475"],
  ["+k secret", "JOIN #tea wrong", "475"],
  ["+k secret", "JOIN #tea secret", "enters"],
  ["+l 1", "JOIN #tea", "471"],
  ["+l 2", "JOIN #tea", "enters"],
  ["+i", "JOIN #tea", "473"],
  ["+iI far!*@*", "JOIN #tea", "enters"],
  ["+b far!*@*", "JOIN #tea", "474"],
  ["+b *!*@HOST", "JOIN #tea", "474"],
  ["+be far!*@* *!ufar@*", "JOIN #tea", "enters"],
  ["+k-k secret *", "JOIN #tea", "enters"],
];

testOnStage(
  "modes of a channel decide who enters on other servers",
  Object.fromEntries(
    ENTRIES.map((
      [modes, entry, outcome],
    ) => [
      `${modes}, ${entry}`,
      scene(async ({ stage, ann, far }) => {
        await act(ann, far, `MODE #tea ${modes.replace("HOST", hostOf(stage))}`);
        const answer = await far.act(entry);
        const expected = outcome === "enters" ? " JOIN #tea" : ` ${outcome} far #tea`;
        assert(answer[0]?.includes(expected), answer.join("\n"));
      }),
    ]),
  ),
);

/** Decides whether a member on the other server may speak. */
const SPEECHES: readonly (readonly [modes: string, maySpeak: boolean])[] = [
  ["+m", false],
  ["+mv far", true],
  ["+mo far", true],
  ["+b far!*@*", false],
  ["+be far!*@* far!*@*", true],
  ["+s", true],
];

testOnStage(
  "modes of a channel decide who speaks on other servers",
  Object.fromEntries(
    SPEECHES.map(([modes, maySpeak]) => [
      modes,
      scene(async ({ stage, ann, far }) => {
        await far.act("JOIN #tea");
        await stage.meet("tea", 2);
        await act(ann, far, `MODE #tea ${modes}`);
        const answer = await far.act("PRIVMSG #tea :hi");
        assert.equal(answer.some((line) => line.includes(" 404 ")), !maySpeak);
      }),
    ]),
  ),
);

testOnStage("what operators of a channel do holds on other servers", {
  "modes of a channel hold for users of other dialects on other servers": scene(
    async ({ stage, ann, far }) => {
      await act(ann, far, "MODE #tea +k secret");
      await using bob = await FrameClient.connect(stage.servers[1]!.chat.port, "bob", "/join tea");
      assert.deepEqual(await bob.hear(1), ["Cannot enter tea: it needs a key."]);
    },
  ),

  "an operator on another server has all rights": scene(async ({ stage, ann, far }) => {
    await far.act("JOIN #tea");
    await stage.meet("tea", 2);
    await act(ann, far, "MODE #tea +o far");
    const answer = await act(far, ann, "MODE #tea +t", "TOPIC #tea :mine", "KICK #tea ann :bye");
    assert.deepEqual(answer.filter((line) => / 48[12] /.test(line)), []);
    await stage.meet("tea", 1);
    assert.equal(stage.servers[0]!.hub.channel("tea")!.topic?.text, "mine");
  }),

  "a member on another server who is kicked reads it once, and may come back": scene(
    async ({ stage, ann, far }) => {
      await far.act("JOIN #tea");
      await stage.meet("tea", 2);
      for (const [reason, shown] of [[" :noise", "noise"], ["", "ann"]] as const) {
        await ann.act(`KICK #tea far${reason}`, "PRIVMSG far :that is all");
        const lines = await far.until(":that is all");
        const kick = `:ann!uann@${hostOf(stage)} KICK #tea far :${shown}`;
        assert.deepEqual(lines.slice(0, -1), [kick]);
        await stage.meet("tea", 1);
        await far.act("JOIN #tea");
        await stage.meet("tea", 2);
      }
    },
  ),

  "an invitation from another server lets a user in once, whatever the modes say": scene(
    async ({ stage, ann, far }) => {
      await act(ann, far, "MODE #tea +ilk 1 secret");
      await ann.act("INVITE far #tea", "PRIVMSG far :that is all");
      const lines = await far.until(":that is all");
      assert.deepEqual(lines.slice(0, -1), [`:ann!uann@${hostOf(stage)} INVITE far #tea`]);
      assert((await far.act("JOIN #tea"))[0]?.endsWith(" JOIN #tea"));
      assert((await far.act("PART #tea", "JOIN #tea"))[1]?.includes(" 473 "));
    },
  ),

  "a user of another dialect on another server reads once that it is invited or kicked": scene(
    async ({ stage, ann, far }) => {
      await using bob = await FrameClient.connect(stage.servers[1]!.chat.port, "bob");
      await until(() => stage.servers[0]!.hub.users.has("bob"), "bob");
      await act(ann, far, "INVITE bob #tea");
      assert.deepEqual(await bob.hear(1), ["[server to you] ann invites you to the channel tea"]);
      await bob.say("/join tea");
      await stage.meet("tea", 2);
      await act(ann, far, "KICK #tea bob :noise");
      assert.deepEqual(await bob.hear(1), [
        "[server to you] ann removed you from the channel tea: noise",
      ]);
    },
  ),

  "modes that are set again after the last member has left hold everywhere": scene(
    async ({ stage, ann, far }) => {
      await act(ann, far, "MODE #tea +k secret", "PART #tea");
      await stage.meet("tea", 0);
      await act(ann, far, "JOIN #tea", "MODE #tea +k secret");
      assert((await far.act("JOIN #tea"))[0]?.includes(" 475 "));
    },
  ),

  "the first member of a channel is its operator on all servers": scene(async ({ stage, far }) => {
    await far.act("JOIN #new");
    await stage.meet("new", 1);
    const operators = stage.servers.map(({ hub }) =>
      [...hub.channel("new")!.modes.operators].map(({ name }) => name)
    );
    assert.deepEqual(operators, [["far"], ["far"]]);
  }),
});

Deno.test("a server that starts later knows the modes, the operators and the age of a channel", async () => {
  await using stage = await IrcStage.start();
  await scene(async ({ ann, far }) => {
    await act(ann, far, "MODE #tea +nkb secret *!*@bad", "JOIN #a,b");
    const late = await stage.addServer();
    await stage.meet("tea", 1);
    const [first, present] = [stage.servers[0]!, late].map(({ hub }) => hub.channel("tea")!);
    assert.equal(present!.modes.key, "secret");
    assert.deepEqual([...present!.modes.masks("b")], [...first!.modes.masks("b")]);
    assert.deepEqual([...present!.modes.operators].map(({ name }) => name), ["ann"]);
    assert.equal(present!.createdAt, first!.createdAt);
  })(stage);
});
