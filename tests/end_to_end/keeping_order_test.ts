import assert from "node:assert/strict";
import { blocksOf } from "../docs/blocks.ts";
import { FrameClient } from "../support/frame_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { HAS_PTY } from "../support/pty.ts";
import { serverOnTerminal, shows } from "../support/server_terminal.ts";

/** Leaves out ports and times, which differ each time. */
function comparable(rows: readonly string[]): string {
  return rows.join("\n").trimEnd()
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT").replace(/\d\d:\d\d\)$/gm, "TIME)");
}

Deno.test(
  "the session in docs/operations.md about keeping order is what the server's terminal shows",
  {
    ignore: !HAS_PTY,
  },
  async () => {
    const block = blocksOf("docs/operations.md").find(({ lines }) => lines[0]?.startsWith("> "));
    assert(block);
    const { pty, port } = await serverOnTerminal();
    await using _pty = pty;
    await using _bob = await logIn(port, "bob");
    await shows(pty, "127.0.0.1:PORT is bob (messenger)", ">");
    const start = pty.screen().findIndex((row) => row === ">");
    for (const [at, row] of block.lines.entries()) {
      if (!row.startsWith("> ")) continue;
      pty.type(`${row.slice(2)}\r`);
      const next = block.lines.findIndex((line, index) => index > at && line.startsWith("> "));
      const shown = comparable([...block.lines.slice(0, next < 0 ? undefined : next), ">"]);
      await pty.waitFor((screen) => comparable(screen.slice(start)) === shown, shown);
    }
  },
);

Deno.test("the owner of a registered name becomes an operator, and keeps order from a client", {
  ignore: !HAS_PTY,
}, async () => {
  const { pty, port } = await serverOnTerminal();
  await using _pty = pty;
  await using ann = await logIn(port, "ann", "#tea");
  await using bob = await FrameClient.connect(port, "bob", "/join tea", "/list");
  assert.deepEqual(await bob.hear(1), ["tea"]);
  await ann.hear(1);
  const answers = async (text: string) => {
    await ann.say(line("command", { destination: "server", body: text }));
    return JSON.parse((await ann.hear(1))[0]!).body;
  };
  assert.equal(await answers("/kick bob"), "/kick is for operators");
  assert.match(String(await answers("/register correct-horse")), /ann/);
  pty.type("operator ann\r");
  await pty.waitFor((screen) => screen.includes("ann is an operator now"), "the operator");
  const told = "You are an operator now: /commands lists what you can do";
  assert.match((await ann.hear(1))[0]!, new RegExp(told));
  assert.deepEqual(await answers("/mute bob 1h30m spam"), [await bobIsMuted(bob)]);
  await bob.say("/bans");
  assert.deepEqual(await bob.hear(1), ["/bans is for operators."]);
  await ann.say(line("command", { destination: "server", body: "/kick bob" }));
  const [left = "", answer = ""] = await ann.hear(2);
  assert.deepEqual([JSON.parse(left).action, JSON.parse(answer).body], ["left", [
    "bob is disconnected",
  ]]);
  assert.deepEqual(await bob.rest(), ["You have been disconnected: kicked by an operator."]);
  await pty.waitFor((screen) => screen.includes("ann: /kick bob"), "the log");
});

/** Returns what the operator reads about bob, from what bob reads. */
async function bobIsMuted(bob: FrameClient): Promise<string> {
  const [text = ""] = await bob.hear(1);
  const [, muted] = /^\[server to you\] You are (muted until .*\d\d:\d\d: spam)$/.exec(text) ?? [];
  assert(muted, text);
  return `bob is ${muted}`;
}
