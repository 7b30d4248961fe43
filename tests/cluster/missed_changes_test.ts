import assert from "node:assert/strict";
import { agree, begin, gather, testScenes } from "./model_scene.ts";

testScenes({
  "what a server said before it died reaches one that was disconnected then": async (scene) => {
    const { model, servers, users } = scene;
    const [tea] = await gather(scene, "tea");
    await model.pass(3000);
    servers[2]!.bus.connect(false);
    const topic = { text: "new", author: "ann", time: 5, isLocked: false };
    servers[0]!.hub.changeTopic(tea!, topic, users[0]!.user);
    tea!.modes.flags.add("i");
    servers[0]!.hub.signal(users[0]!.user, tea!, { line: "MODE" });
    await model.pass(500);
    servers[0]!.kill();
    servers[2]!.bus.connect(true);
    await model.pass(15_000);
    agree(servers.slice(1));
    assert.equal(servers[2]!.hub.channel("tea")!.topic?.text, "new");
    assert.ok(servers[2]!.hub.channel("tea")!.modes.flags.has("i"));
  },
});

Deno.test("cluster: servers that have made as many channels as there may be, each for itself, agree", async () => {
  const scene = await begin(2, { maxChannels: 6 });
  const { model, servers } = scene;
  servers[1]!.bus.connect(false);
  for (const [index, { hub }] of servers.entries()) {
    for (let n = 0; n < 5; n++) {
      hub.createChannel(`${index} ${n}`);
      await model.pass(20);
    }
  }
  servers[1]!.bus.connect(true);
  await model.pass(20_000);
  agree(servers);
  assert.deepEqual(scene.servers.flatMap(({ errors }) => errors), []);
});
