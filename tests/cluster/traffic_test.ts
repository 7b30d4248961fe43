import assert from "node:assert/strict";
import { agree, gather, logIn, testScenes } from "./model_scene.ts";

testScenes({
  "a user that an operator of another server puts out is disconnected": async (scene) => {
    const { model, servers, users } = scene;
    const bob = servers[0]!.hub.user("bob")!;
    servers[0]!.roster.sessions.get(bob)!.putOut("An operator has disconnected you");
    await model.pass(500);
    assert.equal(servers[1]!.users.has(users[1]!.user), false);
    agree(servers);
  },
  "a server that starts late has users, channels, topics, members and messages": async (scene) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    const topic = { text: "green", author: "ann", time: 1, isLocked: true };
    servers[0]!.hub.changeTopic(tea!, topic, users[0]!.user);
    tea!.modes.flags.add("t");
    servers[0]!.hub.signal(users[0]!.user, tea!, { line: "MODE" });
    servers[0]!.hub.say(users[0]!.user, tea!, "hello");
    await model.pass(500);
    const late = await model.start();
    await model.pass(2000);
    agree(model.servers);
    assert.equal(late.hub.channel("tea")!.topic!.isLocked, true);
    const dee = await logIn(model, late, "dee");
    late.join(dee.user, "tea");
    await model.pass(500);
    assert.deepEqual(late.messages("tea"), servers[0]!.messages("tea"));
    assert.equal(late.messages("tea").length, 1);
  },
  "users of a server that dies leave": async ({ model, servers, users }) => {
    for (const [index, server] of servers.entries()) server.join(users[index]!.user, "tea");
    await model.pass(500);
    servers[2]!.kill();
    await model.pass(12_000);
    agree(servers.slice(0, 2));
    assert.deepEqual(servers[0]!.view.users, ["ann", "bob"]);
    assert.ok(users[0]!.heard.some((line) => line.startsWith("tea - cid disconnected")));
  },
  "texts of every kind and length arrive as they are": async (scene) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    const texts = [
      "",
      "\0\u0001\u001b\r\n",
      "\ud800 alone \udc00",
      "👩‍🚀",
      "x".repeat(2 * 1024 * 1024),
    ];
    for (const text of texts) {
      servers[0]!.hub.say(users[0]!.user, tea!, text);
      servers[0]!.hub.sendPrivate(users[0]!.user, "bob", text);
    }
    await model.pass(2000);
    const inTea = users[1]!.heard.filter((line) => line.startsWith("tea"));
    const alone = users[1]!.heard.filter((line) => line.startsWith("private"));
    assert.deepEqual(inTea, texts.map((text) => `tea <ann> ${text}`));
    assert.deepEqual(alone, texts.map((text) => `private <ann> ${text}`));
  },
  "announcements and answers of the server reach all users once": async (scene) => {
    const { model, servers, users } = scene;
    await gather(scene, "tea");
    servers[0]!.hub.announce("maintenance at noon");
    servers[0]!.hub.tell(servers[0]!.hub.user("bob")!, "for you");
    await model.pass(500);
    const lines = users.map(({ heard }) => heard);
    assert.deepEqual(lines, [
      ["all <server> maintenance at noon"],
      ["all <server> maintenance at noon", "private <server> for you"],
      ["all <server> maintenance at noon"],
    ]);
  },
  "a broadcast while a server is away is read after its return": async (scene) => {
    const { model, servers, users } = scene;
    await gather(scene, "tea");
    servers[2]!.bus.connect(false);
    await model.pass(12_000);
    servers[0]!.hub.broadcast(users[0]!.user, "did you hear");
    await model.pass(1000);
    servers[2]!.bus.connect(true);
    await model.pass(20_000);
    const read = users[2]!.heard.filter((line) => line === "all <ann> did you hear");
    assert.equal(read.length, 1);
    agree(servers);
  },
  "clocks that jump by hours change neither the order nor what comes": async (scene) => {
    const { model, servers, users } = scene;
    const channels = await gather(scene, "tea");
    for (const skewMs of [7_200_000, -7_200_000, 0]) {
      servers[0]!.skewMs = skewMs;
      for (const index of [0, 1]) {
        servers[index]!.hub.say(users[index]!.user, channels[index]!, `${skewMs} ${index}`);
        await model.pass(250);
      }
    }
    assert.deepEqual(users[2]!.heard.length, 6);
    for (const server of servers) {
      assert.deepEqual(server.messages("tea"), servers[0]!.messages("tea"));
    }
    assert.deepEqual(
      servers[2]!.messages("tea").map((line) => line.slice(line.indexOf(" ") + 1)),
      users[2]!.heard.map((line) => line.slice(line.indexOf("> ") + 2)),
    );
  },
  "a user whose name is taken here for the moment appears when it is free": async (scene) => {
    const { model, servers } = scene;
    // A bot of this server, which others do not know.
    const bot = servers[0]!.hub.login("dee");
    assert.ok("channels" in bot);
    const dee = await logIn(model, servers[1]!, "dee");
    servers[1]!.join(dee.user, "tea");
    await model.pass(500);
    assert.equal(servers[0]!.hub.user("dee"), bot);
    servers[0]!.hub.logout(bot);
    await model.pass(500);
    agree(servers);
    assert.equal(servers[0]!.hub.channel("tea")!.members.size, 1);
  },
  "a member who leaves and comes back at once misses nothing": async (scene) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    const { hub } = servers[1]!;
    const { user } = users[1]!;
    for (let turn = 0; turn < 5; turn++) {
      hub.say(user, hub.channel("tea")!, `own ${turn}`);
      hub.leave(user, hub.channel("tea")!);
      servers[1]!.join(user, "tea");
      servers[0]!.hub.say(users[0]!.user, tea!, `text ${turn}`);
    }
    await model.pass(1000);
    const texts = users[1]!.heard.filter((line) => line.includes("<ann>"));
    assert.deepEqual(texts, Array.from({ length: 5 }, (_, turn) => `tea <ann> text ${turn}`));
    assert.deepEqual(servers[1]!.messages("tea"), servers[0]!.messages("tea"));
    assert.equal(servers[1]!.messages("tea").length, 10);
  },
  "messages in flight when a server stops arrive": async (scene) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    servers[0]!.hub.say(users[0]!.user, tea!, "good bye");
    const left = servers[0]!.cluster.leave();
    await model.pass(3000);
    await left;
    servers[0]!.isRunning = false;
    assert.ok(users[1]!.heard.includes("tea <ann> good bye"));
    assert.deepEqual(servers[1]!.view.users, ["bob", "cid"]);
    agree(servers.slice(1));
  },
  "a server that hangs does not keep the others from coming back": async ({ model, servers }) => {
    servers[0]!.bus.connect(false);
    await model.pass(10_000);
    // Its process stops: it is connected, and answers nothing.
    servers[1]!.isRunning = false;
    servers[0]!.bus.connect(true);
    await model.pass(40_000);
    assert.equal(servers[0]!.membership.isAway, false);
  },
});
