import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import { closedPort, refusal } from "../support/connection_refused.ts";
import { Scene } from "../support/direct_scene.ts";
import { LineClient } from "../support/line_client.ts";
import { ServerProcess } from "../support/server_process.ts";

const WELCOME = "Welcome to Chat Client. Enter your login:\n";

Deno.test("direct client chats on our server and prints only the contract's lines", async () => {
  await using server = await ServerProcess.start();
  await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
  await alice.hear(1);
  await using client = new ClientProcess("direct", "-a", "localhost", "-p", String(server.port));
  await client.type("alice\n");
  await client.output.waitFor(/in use\.\n$/);
  await client.type("b!b\nbob\n");
  await client.output.waitFor(/bob!\n$/);
  await client.type("hello?\n\n!what\n@alice\n@alice hi  there \n");
  assert.deepEqual(await alice.hear(1), ["DELIVERY bob hi  there "]);
  await client.output.waitFor(/successfully\n$/);
  await client.type("!who\n@nobody hi\n@alice \n");
  await client.output.waitFor(/body\.\n$/);
  await alice.say("SEND bob good\tbye \x1b[2J\n");
  await client.output.waitFor(/bye .*\n$/);
  await client.type("!quit\n");
  assert.equal(await client.exitCode, 0);
  assert.equal(
    client.output.text,
    [
      WELCOME,
      "Cannot log in as alice. That username is already in use.\n",
      "Cannot log in as b!b. That username contains disallowed characters.\n",
      "Successfully logged in as bob!\n",
      "The message was sent successfully\n",
      "There are 2 online users:\nalice\nbob\n",
      "The destination user does not exist\n",
      "Error: Unknown issue in previous message body.\n",
      "From alice: good␉bye ␛[2J\n",
    ].join(""),
  );
  assert.equal(client.errors.text, "");
});

Deno.test("direct client retries a login on servers that keep the connection and on those that close it", async () => {
  for (const closes of [false, true]) {
    await using scene = new Scene();
    let peer = await scene.accept();
    const { client } = scene;
    for (const [name, answer] of [["al", "IN-USE"], ["a", "BAD-RQST-BODY"]] as const) {
      await client.type(`${name}\n`);
      await peer.expect(`HELLO-FROM ${name}`);
      await peer.say(`${answer}\n`);
      if (closes) peer.close();
      await client.output.waitFor(/\.\n$/);
      if (closes) {
        await client.type("again");
        await client.type(`${name}\n`);
        peer = await scene.accept();
        await peer.expect(`HELLO-FROM again${name}`);
        await peer.say("IN-USE\n");
        await client.output.waitFor(/already in use\.\n$/);
      }
    }
    await client.type("alice\n");
    await peer.expect("HELLO-FROM alice");
    await peer.say("HELLO alice\n");
    await client.output.waitFor(/Successfully logged in as alice!\n$/);
    await client.type("!quit\n");
    await peer.expectEnd();
    assert.equal(await client.exitCode, 0);
    const lines = client.output.text.split("\n");
    assert.equal(lines.length, closes ? 7 : 5, client.output.text);
    assert.equal(client.errors.text, "");
  }
});

Deno.test("direct client repeats a login when the server closed the connection after the last refusal", async () => {
  await using scene = new Scene();
  const first = await scene.accept();
  await scene.client.type("al\n");
  await first.expect("HELLO-FROM al");
  await first.say("IN-USE\n");
  await scene.client.output.waitFor(/in use\.\n$/);
  await scene.client.type("alice\n");
  await first.expect("HELLO-FROM alice");
  first.close();
  const second = await scene.accept();
  await second.expect("HELLO-FROM alice");
  await second.say("HELLO alice\n");
  await scene.client.output.waitFor(/in use\.\nSuccessfully logged in as alice!\n$/);
  await scene.client.endInput();
  await second.expectEnd();
  assert.equal(await scene.client.exitCode, 0);
});

Deno.test("direct client says that the server is full and ends", async () => {
  await using scene = new Scene();
  const peer = await scene.accept();
  await scene.client.type("bob\n");
  await peer.expect("HELLO-FROM bob");
  await peer.say("BUSY\n");
  await peer.expectEnd();
  assert.equal(await scene.client.exitCode, 0);
  assert.equal(scene.client.output.text, `${WELCOME}Cannot log in. The server is full!\n`);
});

Deno.test("direct client accepts answers in any order, split and joined anywhere", async () => {
  const text = "SEND-OK\nDELIVERY bob hi\r\nDELIVERY bob grüße\nSEND-OK\nLIST-OK bob\n" +
    "LIST-OK a,b,c\nBAD-RQST-HDR\nWHAT\n\nBAD-DEST-USER\n";
  const shown = "The message was sent successfully\nFrom bob: hi\nFrom bob: grüße\n" +
    "The message was sent successfully\nThere are 1 online users:\nbob\n" +
    "There are 3 online users:\na\nb\nc\nError: Unknown issue in previous message header.\n" +
    "The destination user does not exist\n";
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 5, bytes.length]) {
    const { scene, peer } = await Scene.loggedIn();
    await using _ = scene;
    for (let at = 0; at < bytes.length; at += size) {
      await peer.write(bytes.subarray(at, at + size));
    }
    await scene.client.output.waitFor(/does not exist\n$/);
    assert.equal(scene.client.output.text, `${WELCOME}Successfully logged in as bob!\n${shown}`);
    peer.close();
  }
});

Deno.test("direct client recognises the answer to a login among other lines", async () => {
  await using scene = new Scene();
  const peer = await scene.accept();
  await scene.client.type("bob\n");
  await peer.expect("HELLO-FROM bob");
  await peer.say("NOTICE welcome\nDELIVERY eve hi\nHELLO bob\n");
  await scene.client.output.waitFor(/\nFrom eve: hi\nSuccessfully logged in as bob!\n$/);
  peer.close();
});

Deno.test("direct client shows lines that arrive together with the login's answer after it", async () => {
  await using scene = new Scene();
  const peer = await scene.accept();
  await scene.client.type("bob\n");
  await peer.expect("HELLO-FROM bob");
  await peer.say("HELLO bob\nDELIVERY alice hi\n");
  await scene.client.output.waitFor(/as bob!\nFrom alice: hi\n$/);
  peer.close();
});

Deno.test("direct client says on standard error that the server disconnected, with exit code 1", async () => {
  const { scene, peer } = await Scene.loggedIn();
  await using _ = scene;
  peer.close();
  assert.equal(await scene.client.exitCode, 1);
  assert.equal(scene.client.output.text, `${WELCOME}Successfully logged in as bob!\n`);
  assert.equal(
    scene.client.errors.text,
    `The server at 127.0.0.1:${scene.port} closed the connection\n`,
  );
});

Deno.test("direct client says that it cannot connect, with exit code 1", async () => {
  const port = closedPort();
  await using client = new ClientProcess("direct", "--port", String(port));
  assert.equal(await client.exitCode, 1);
  assert.equal(client.output.text, WELCOME);
  assert.equal(client.errors.text, `${refusal(port)}\n`);
});

Deno.test("direct client leaves with !quit at the login prompt", async () => {
  await using scene = new Scene();
  const peer = await scene.accept();
  await scene.client.type("!quit\n");
  await peer.expectEnd();
  assert.equal(await scene.client.exitCode, 0);
  assert.equal(scene.client.output.text, WELCOME);
});

Deno.test("direct client sends all of its input and shows the answers before it ends", async () => {
  await using server = await ServerProcess.start();
  await using client = new ClientProcess("direct", "-p", String(server.port));
  await client.type(`bob\n${"@bob hi\n".repeat(1000)}!who`);
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  const one = "From bob: hi\nThe message was sent successfully\n";
  assert.equal(
    client.output.text,
    `${WELCOME}Successfully logged in as bob!\n${one.repeat(1000)}There are 1 online users:\nbob\n`,
  );
});
