import assert from "node:assert/strict";
import { agree, begin, gather, testScenes } from "./model_scene.ts";

testScenes({
  "a kick by a member of another server puts out, with the reason": async (scene) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    const victim = servers[0]!.hub.user("bob")!;
    servers[0]!.hub.leave(victim, tea!, {
      ...{ reason: "kicked", by: users[0]!.user, farewell: "out" },
    });
    await model.pass(500);
    assert.deepEqual(users[2]!.heard, ["tea - bob kicked ann out"]);
    agree(servers);
    assert.equal(users[1]!.user.channels.length, 0);
  },
  "a kick that is said while a server is cut off happens later": async (scene) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    servers[0]!.bus.connect(false);
    const victim = servers[0]!.hub.user("bob")!;
    servers[0]!.hub.leave(victim, tea!, { reason: "kicked", by: users[0]!.user });
    await model.pass(2000);
    servers[0]!.bus.connect(true);
    await model.pass(5000);
    agree(servers);
    assert.equal(users[1]!.user.channels.length, 0);
  },
  "a name changes everywhere": async (scene) => {
    const { model, servers, users } = scene;
    await gather(scene, "tea");
    void servers[0]!.rename(users[0]!.user, "anna");
    await model.pass(1000);
    assert.deepEqual(users[1]!.heard, ["tea ann = anna"]);
    agree(servers);
    assert.ok(servers[1]!.hub.user("anna"));
  },
  "the later of two topics holds everywhere, whatever the clocks say": async (scene) => {
    const { model, servers, users } = scene;
    const channels = await gather(scene, "tea");
    servers[1]!.skewMs = -3_600_000;
    for (const index of [0, 1]) {
      const { hub } = servers[index]!;
      const { user } = users[index]!;
      const topic = { text: `by ${user.name}`, author: user.name, time: hub.time, isLocked: false };
      hub.changeTopic(channels[index]!, topic, user);
      await model.pass(2000);
      agree(servers);
      assert.equal(channels[2]!.topic!.text, `by ${user.name}`);
    }
  },
  "two topics at the same time come to one": async (scene) => {
    const { model, servers, users } = scene;
    const channels = await gather(scene, "tea");
    for (const index of [0, 1, 2]) {
      const topic = { text: `${index}`, author: "x", time: 5, isLocked: index === 1 };
      servers[index]!.hub.changeTopic(channels[index]!, topic, users[index]!.user);
    }
    await model.pass(500);
    agree(servers);
  },
  "modes that are changed at the same time on several servers come together": async (scene) => {
    const { model, servers, users } = scene;
    const channels = await gather(scene, "tea");
    channels[0]!.modes.flags.add("i");
    channels[1]!.modes.flags.add("m");
    channels[2]!.modes.key = "secret";
    for (const index of [0, 1, 2]) {
      servers[index]!.hub.signal(users[index]!.user, channels[index]!, { line: "MODE" });
    }
    await model.pass(500);
    agree(servers);
    assert.deepEqual([...channels[0]!.modes.flags].sort(), ["i", "m"]);
    assert.equal(channels[0]!.modes.key, "secret");
  },
  "of users who create a channel at the same time, the first one is its operator": async (
    scene,
  ) => {
    const { model, servers, users } = scene;
    for (const [index, server] of servers.entries()) server.join(users[index]!.user, "new");
    await model.pass(500);
    agree(servers);
    for (const server of servers) assert.deepEqual(server.operators("new"), ["ann"]);
  },
  "a channel that is closed on one server is closed on all, and its messages are gone": async (
    scene,
  ) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    servers[0]!.hub.say(users[0]!.user, tea!, "secret");
    await model.pass(500);
    assert.equal(model.engine.streams.history.length, 1);
    servers[0]!.hub.say(users[0]!.user, tea!, "another");
    servers[0]!.hub.close(tea!, "closed");
    await model.pass(2000);
    agree(servers);
    assert.equal(users[1]!.user.channels.length, 0);
    assert.deepEqual(model.engine.streams.history, []);
    servers[1]!.join(users[1]!.user, "tea");
    await model.pass(500);
    assert.deepEqual(servers[1]!.messages("tea"), []);
  },
  "the messages of a closed channel go as soon as the stream can be changed": async (scene) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    servers[0]!.hub.say(users[0]!.user, tea!, "secret");
    await model.pass(500);
    model.engine.hasLeader = false;
    servers[0]!.hub.close(tea!, "closed");
    await model.pass(3000);
    assert.equal(model.engine.streams.history.length, 1);
    model.engine.hasLeader = true;
    await model.pass(3000);
    assert.deepEqual(model.engine.streams.history, []);
  },
  "a server that was cut off while a channel was closed closes it, too": async (scene) => {
    const { model, servers } = scene;
    const [tea] = await gather(scene, "tea");
    servers[2]!.bus.connect(false);
    await model.pass(10_000);
    servers[0]!.hub.close(tea!, "closed");
    await model.pass(1000);
    servers[2]!.bus.connect(true);
    await model.pass(20_000);
    agree(servers);
    assert.equal(servers[2]!.hub.channel("tea"), undefined);
  },
});

Deno.test("cluster: a channel that makes room on one server is gone on all, with its messages", async () => {
  const scene = await begin(2, { maxChannels: 2 });
  const { model, servers, users } = scene;
  const [one] = await gather(scene, "one");
  servers[0]!.hub.say(users[0]!.user, one!, "secret");
  await model.pass(500);
  for (const [index, { hub }] of servers.entries()) {
    hub.leave(users[index]!.user, hub.channel("one")!);
  }
  await model.pass(500);
  servers[1]!.hub.createChannel("two");
  servers[1]!.hub.createChannel("three");
  await model.pass(2000);
  agree(servers);
  assert.deepEqual([...servers[0]!.hub.channelNames].sort(), ["three", "two"]);
  assert.deepEqual(model.engine.streams.history, []);
});
