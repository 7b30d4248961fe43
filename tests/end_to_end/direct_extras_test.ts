/**
 * What the direct client does beyond its contract: it connects again, speaks an older edition of the
 * lab, and asks for passwords.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Scene } from "../support/direct_scene.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const PASSWORD = "Tea for two";

Deno.test("direct client asks for the password on a terminal without showing it", {
  ignore: !HAS_PTY,
}, async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("password");
  await Deno.writeTextFile(file, `${PASSWORD}\n`, { mode: 0o600 });
  await using server = await ServerProcess.start("--password-file", file);
  const args = ["direct", "-p", `${server.port}`];
  await using pty = await Pty.start([...programCommand("client", DENY_USER_ENV), ...args]);
  const asks = "This server asks for a password. Enter your password:";
  const rows = ["Welcome to Chat Client. Enter your login:"];
  const shows = () => {
    const text = rows.join("\n");
    return pty.waitFor((screen) => screen.join("\n").replace(/\n+$/, "") === text, text);
  };
  await shows();
  pty.type("bob\r");
  rows.push("bob", asks);
  await shows();
  pty.type("milk\r");
  rows.push(
    "",
    "Cannot log in as bob. The server does not take that name with that password.",
    "bob",
    asks,
  );
  await pty.waitFor((screen) => screen.join("\n").includes(rows[4]!), rows[4]!);
  pty.type("bob\r");
  await shows();
  pty.type(`${PASSWORD}\r`);
  rows.push("", "Successfully logged in as bob!");
  await shows();
});

Deno.test("direct client understands servers of the lab's older edition", async () => {
  const { scene, peer } = await Scene.loggedIn();
  await using _ = scene;
  const { client } = scene;
  await client.type("!who\n");
  await peer.expect("LIST");
  await peer.say("BAD-RQST-HDR\n");
  await peer.expect("WHO");
  await peer.say("WHO-OK ann,bob\n");
  await client.output.waitFor(/There are 2 online users:\nann\nbob\n$/);
  await client.type("!who\n@eve hi\n");
  await peer.expect("WHO");
  await peer.expect("SEND eve hi");
  await peer.say("WHO-OK ann,bob\nUNKNOWN\n");
  await client.output.waitFor(/The destination user does not exist\n$/);
  await client.type("!who\n");
  await peer.expect("WHO");
  await peer.say("BAD-RQST-HDR\n");
  await client.output.waitFor(/Error: Unknown issue in previous message header\.\n$/);
  peer.close();
});

Deno.test("direct client with --reconnect logs in again, and sends what was typed meanwhile", async () => {
  const { scene, peer } = await Scene.loggedIn("--reconnect");
  await using _ = scene;
  const { client } = scene;
  peer.close();
  await client.errors.waitFor(/closed the connection\nReconnecting in 1 s/);
  await client.type("@ann one\n@ann two\n");
  const ghost = await scene.accept();
  await ghost.expect("HELLO-FROM bob");
  await ghost.say("IN-USE\n");
  await client.errors.waitFor(/Cannot log in as bob: the name is still in use\. Still trying …\n/);
  const again = await scene.accept();
  await again.expect("HELLO-FROM bob");
  await again.say("HELLO bob\n");
  await again.expect("SEND ann one");
  await again.expect("SEND ann two");
  await again.say("DELIVERY ann hi\n");
  await client.output.waitFor(/bob!\nFrom ann: hi\n$/);
  await client.errors.waitFor(/\nReconnected as bob\n$/);
  again.close();
  ghost.close();
});

Deno.test("direct client with --reconnect ends with 1 when its input ends while it waits", async () => {
  const { scene, peer } = await Scene.loggedIn("--reconnect");
  await using _ = scene;
  peer.close();
  await scene.client.errors.waitFor(/Reconnecting in 1 s/);
  await scene.client.endInput();
  assert.equal(await scene.client.exitCode, 1);
});
