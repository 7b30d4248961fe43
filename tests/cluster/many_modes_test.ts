/**
 * Operators of channels who set many modes.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Channel } from "../../lib/chat/channel.ts";
import type { MaskListName } from "../../lib/chat/channel_modes.ts";
import { agree, gather, type Scene, testScenes } from "./model_scene.ts";

/** The number of masks that a list has room for. */
const LIST_SIZE = 100;

function fill(channel: Channel, list: MaskListName, length: number, letter: string): string[] {
  const masks = Array.from({ length: LIST_SIZE }, (_, n) => `${n}!`.padEnd(length, letter));
  for (const mask of masks) assert.ok(channel.modes.addMask(list, { mask, by: "ann", time: 1 }));
  return masks;
}

/** Tells the other servers of changed modes. */
async function tell({ model, servers, users }: Scene, channel: Channel): Promise<void> {
  servers[0]!.hub.signal(users[0]!.user, channel, { line: "MODE" });
  await model.pass(20);
}

testScenes({
  "a server that starts learns who is there, however long the masks of a channel are": async (
    scene,
  ) => {
    const { model, servers } = scene;
    const [tea] = await gather(scene, "tea");
    for (const list of ["b", "e", "I"] as const) fill(tea!, list, 1000, "€");
    await tell(scene, tea!);
    await model.start();
    await model.pass(5000);
    agree(servers);
    assert.equal(servers.at(-1)!.view.users.length, 3);
  },
  "masks that come and go leave room for others, on all servers and those that start": async (
    scene,
  ) => {
    const { model, servers } = scene;
    const [tea] = await gather(scene, "tea");
    for (let round = 0; round < 101; round++) {
      const masks = fill(tea!, "b", 100, `${String.fromCharCode(0x100 + round)}`);
      await tell(scene, tea!);
      for (const mask of masks) tea!.modes.removeMask("b", mask);
      await tell(scene, tea!);
    }
    tea!.modes.addMask("b", { mask: "last!*@*", by: "ann", time: 1 });
    await tell(scene, tea!);
    await model.start();
    await model.pass(5000);
    agree(servers);
    assert.match(servers.at(-1)!.view.channels[0]!.modes.join(), /last/);
    assert.equal(servers.at(-1)!.view.users.length, 3);
  },
});
