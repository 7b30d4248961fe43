import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { programCommand } from "../support/programs.ts";
import { runToEnd } from "../support/running_process.ts";

/** Sends a command of the server, and returns its answer. */
async function command(client: LineClient, text: string): Promise<string | string[]> {
  await client.say(line("command", { destination: "server", body: text }));
  for (;;) {
    const { action, body } = JSON.parse((await client.hear(1))[0]!);
    if (action === "command" || action === "error") return body;
  }
}

Deno.test("what an operator has decided holds after a kill -9, and a troublemaker stays out", async () => {
  using folder = new TemporaryFolder();
  const store = folder.file("chat.db");
  {
    await using server = await ServerProcess.start("--store", store);
    await using ann = await logIn(server.port, "ann", "#tea");
    await command(ann, "/register correct-horse");
    const args = ["store", "operators", "add", store, "ann"];
    const { code, error } = await runToEnd([...programCommand("server"), ...args]);
    assert.equal(code, 0, error);
    await using bob = await FrameClient.connect(server.port, "bob", "/join tea", "/list");
    await bob.hear(1);
    // The right counts at once.
    assert.deepEqual(await command(ann, "/topic Lab 3"), ["The topic is now: Lab 3"]);
    await command(ann, "/topic --lock");
    await command(ann, "/mute eve 2h");
    const [banned, ended] = await command(ann, "/ban bob 2d spam");
    assert.match(banned!, /^bob is banned until .*: spam$/);
    assert.equal(ended, "Disconnected: bob");
    await bob.rest();
    await server.stop("SIGKILL");
  }
  await using server = await ServerProcess.start("--store", store);
  await using bob = await FrameClient.connect(server.port, "Bob", "/list");
  assert.match((await bob.rest())[0]!, /^The name "Bob" is banned until .*: spam\.$/);
  await using eve = await logIn(server.port, "eve");
  await eve.say(line("join", { destination: "#tea" }) + line("command", { body: "/topic" }));
  const [, topic = ""] = await eve.hear(2);
  assert.match(JSON.parse(topic).body[0], /^Topic \(locked\): Lab 3 \(ann, \d\d:\d\d\)$/);
  assert.match(String(await command(eve, "/topic Party")), /^You are muted until /);
  const login = line("login", { source: "ann", body: "correct-horse" });
  await using ann = await LineClient.connect(server.port, login);
  await ann.hear(1);
  const log = await command(ann, "/log") as string[];
  assert.deepEqual(log.map((entry) => entry.slice("2026-11-26 12:00 ".length).split(" (")[0]), [
    "ann: /topic tea",
    "ann: /mute eve",
    "ann: /ban bob",
  ]);
});
