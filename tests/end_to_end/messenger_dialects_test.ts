import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import { shown } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";

Deno.test("users of the channel, direct and messenger dialects chat with each other", async () => {
  await using server = await ServerProcess.start();
  const at = ["-a", "127.0.0.1", "-p", `${server.port}`];
  await using panda = new ClientProcess("Giant Panda", "127.0.0.1", `${server.port}`);
  await using bob = new ClientProcess("direct", ...at);
  await panda.type("/create tea\n");
  await panda.output.waitFor(/^(\[Me\] ){2}$/);
  await server.log.waitFor(/is Giant Panda/);
  await bob.type("Giant_Panda\n");
  await bob.output.waitFor(/in use\.\n$/);
  await bob.type("bob\n");
  await bob.output.waitFor(/as bob!\n$/);
  await using zoe = new ClientProcess("messenger", ...at, "-u", "bob");
  await zoe.type("Giant_Panda\nzoe\n");
  await zoe.output.waitFor(/> $/);

  await zoe.type("/join tea\n");
  await panda.output.waitFor(/zoe has joined\n/);
  await zoe.type("hello\n");
  await panda.output.waitFor(/hello\n/);
  await panda.type("hi there\n");
  await zoe.output.waitFor(/there\n/);

  await bob.type("@zoe one\n@Giant_Panda two\n");
  await zoe.output.waitFor(/one\n/);
  await panda.output.waitFor(/two\n/);
  await zoe.type("/msg bob three\n/msg Giant_Panda four\n");
  await bob.output.waitFor(/three\n/);
  await panda.output.waitFor(/four\n/);
  await panda.type("/msg zoe five\n/msg bob six\n");
  await zoe.output.waitFor(/five\n/);
  await bob.output.waitFor(/six\n/);

  await zoe.type("/broadcast seven\n");
  await panda.output.waitFor(/seven\n/);
  await bob.output.waitFor(/seven\n/);
  await panda.type("/broadcast eight\n");
  await zoe.output.waitFor(/eight\n/);
  await bob.output.waitFor(/eight\n/);

  await using cron = new ClientProcess("send", ...at, "-u", "cron", "--to", "all", "nine\nten");
  assert.equal(await cron.exitCode, 0);
  for (const client of [panda, bob, zoe]) await client.output.waitFor(/ten\n/);

  await zoe.type("/users\n");
  await zoe.output.waitFor(/3 users/);
  await bob.type("!who\n");
  await bob.output.waitFor(/3 online users.*zoe\n/s);
  await panda.type("/who\n");
  await panda.output.waitFor(/zoe\n\[Me\] /);

  await zoe.type("/leave\n");
  await panda.output.waitFor(/has left\n/);
  await zoe.type("/join tea\n");
  await panda.output.waitFor(/left\n.*zoe has joined\n/s);
  await panda.type("/leave\n");
  await zoe.output.waitFor(/Giant_Panda has left/);
  for (const client of [panda, bob, zoe]) {
    await client.endInput();
    assert.equal(await client.exitCode, 0);
  }

  assert.deepEqual(panda.output.text.replace(/\[Me\] |\r {4}\r/g, "").trimEnd().split("\n"), [
    "zoe has joined",
    "[zoe] hello",
    "[bob to you] two",
    "[zoe to you] four",
    "[zoe to all] seven",
    "[cron to all] nine",
    "[cron to all] ten",
    "Giant_Panda",
    "zoe",
    "zoe has left",
    "zoe has joined",
  ]);
  assert.deepEqual(shown(zoe.output.text).trimEnd().split("\n"), [
    'The name "bob" is taken',
    'The name "Giant_Panda" is taken',
    "Welcome to Parley, zoe",
    "/help lists the commands",
    "You are in #tea now",
    "[Giant_Panda] hi there",
    "[bob to you] one",
    "[Giant_Panda to you] five",
    "[zoe to all] seven",
    "[Giant_Panda to all] eight",
    "[cron to all] nine",
    "[cron to all] ten",
    "3 users: Giant_Panda, bob, zoe",
    "You have left #tea",
    "You are in #tea now",
    "Giant_Panda has left #tea",
  ]);
  const heard = bob.output.text.split("\n").filter((line) => line.startsWith("From "));
  assert.deepEqual(heard, [
    "From zoe: three",
    "From Giant_Panda: six",
    "From zoe: seven",
    "From Giant_Panda: eight",
    "From cron: nine",
    "From cron: ten",
  ]);
  assert.doesNotMatch(bob.output.text, /joined|left|hello/);
});
