import assert from "node:assert/strict";
import { agree, gather, testScenes } from "./model_scene.ts";

testScenes({
  "a topic of a channel that was closed meanwhile does not come back": async (scene) => {
    const { model, servers, users } = scene;
    const [first, second] = servers;
    await gather(scene, "tea");
    second!.bus.connect(false);
    first!.hub.close(first!.hub.channel("tea")!, "closed");
    await model.pass(500);
    const topic = { text: "old", author: "bob", time: second!.hub.time, isLocked: false };
    second!.hub.changeTopic(second!.hub.channel("tea")!, topic, users[1]!.user);
    await model.pass(500);
    first!.join(users[0]!.user, "tea");
    servers[2]!.join(users[2]!.user, "tea");
    await model.pass(500);
    second!.bus.connect(true);
    await model.pass(15_000);
    agree(servers);
    for (const { hub } of servers) assert.equal(hub.channel("tea")!.topic, undefined);
  },
  "an operator of the younger of two channels puts nobody out": async (scene) => {
    const { model, servers, users } = scene;
    const [first, second, third] = servers;
    model.engine.divide(second!.bus, third!.bus);
    first!.join(users[0]!.user, "new");
    await model.pass(500);
    const younger = second!.join(users[1]!.user, "new")!;
    await model.pass(500);
    third!.join(users[2]!.user, "new");
    await model.pass(500);
    second!.bus.connect(false);
    model.engine.unite();
    await model.pass(3000);
    assert.deepEqual(third!.operators("new"), ["ann"]);
    const victim = second!.hub.user("cid")!;
    second!.hub.leave(victim, younger, { reason: "kicked", by: users[1]!.user });
    await model.pass(500);
    second!.bus.connect(true);
    await model.pass(15_000);
    agree(servers);
    assert.deepEqual([...users[2]!.user.channels].map(({ name }) => name), ["new"]);
    for (const server of servers) assert.deepEqual(server.operators("new"), ["ann"]);
  },
  "a channel whose operators have all left has those of its next first member": async (scene) => {
    const { model, servers, users } = scene;
    await gather(scene, "tea");
    for (const [index, { hub }] of servers.entries()) {
      hub.leave(users[index]!.user, hub.channel("tea")!);
    }
    await model.pass(500);
    servers[1]!.join(users[1]!.user, "tea");
    await model.pass(500);
    servers[2]!.join(users[2]!.user, "tea");
    await model.pass(500);
    agree(servers);
    for (const server of servers) assert.deepEqual(server.operators("tea"), ["bob"]);
  },
  "members who come while the last one leaves are no operators anywhere": async (scene) => {
    const { model, servers, users } = scene;
    servers[0]!.join(users[0]!.user, "tea");
    await model.pass(500);
    servers[0]!.hub.leave(users[0]!.user, servers[0]!.hub.channel("tea")!);
    servers[1]!.join(users[1]!.user, "tea");
    servers[2]!.join(users[2]!.user, "tea");
    await model.pass(2000);
    agree(servers);
    for (const server of servers) assert.deepEqual(server.operators("tea"), []);
  },
  "of two users who make a channel at the same moment, one is its operator everywhere": async (
    { model, servers, users },
  ) => {
    servers[0]!.join(users[0]!.user, "tea");
    servers[1]!.join(users[1]!.user, "tea");
    await model.pass(2000);
    agree(servers);
    for (const server of servers) assert.deepEqual(server.operators("tea"), ["ann"]);
  },
  "a server that hears of a new first member before the last one has left agrees": async (
    scene,
  ) => {
    const { model, servers, users } = scene;
    const [first, second, third] = servers;
    first!.join(users[0]!.user, "tea");
    await model.pass(500);
    model.engine.divide(third!.bus);
    first!.hub.leave(users[0]!.user, first!.hub.channel("tea")!);
    await model.pass(1);
    model.engine.unite();
    second!.join(users[1]!.user, "tea");
    await model.pass(5000);
    agree(servers);
    for (const server of servers) assert.deepEqual(server.operators("tea"), ["bob"]);
  },
});
