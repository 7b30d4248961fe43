import assert from "node:assert/strict";
import { ReplyHold } from "../../lib/serving/confirmations.ts";
import { LateConfirmations } from "./late_confirmations.ts";

/** A connection whose client sends messages; its holds last until the test says so. */
class Scene {
  readonly confirmations = new LateConfirmations();
  /** The number of holds so far. */
  holds = 0;
  readonly hold = new ReplyHold(this.confirmations, {
    hold: async (settled) => {
      this.holds++;
      await settled;
    },
  });

  /** Processes input with one message. */
  say(hasMore: boolean): Promise<void> | void {
    return this.hold.during(() => this.confirmations.publish(), hasMore);
  }
}

Deno.test("input that is at hand is read on, and all of it held", async () => {
  const scene = new Scene();
  assert.equal(scene.say(true), undefined);
  assert.equal(scene.say(true), undefined);
  const held = scene.say(false);
  assert(held && scene.holds === 3);
  scene.confirmations.settle();
  await held;
});

Deno.test("a client that never stops sending is read no further than some inputs ahead", async () => {
  const scene = new Scene();
  for (let round = 0; round < 3; round++) {
    let reads = 1;
    let held = scene.say(true);
    while (!held && reads < 100) {
      held = scene.say(true);
      reads++;
    }
    assert(held && reads > 1, `${reads} inputs without a pause`);
    scene.confirmations.settle();
    await held;
  }
});

Deno.test("input without messages behind a message that is not safe waits for it", async () => {
  const scene = new Scene();
  assert.equal(scene.say(true), undefined);
  const held = scene.hold.during(() => {}, false);
  let isSafe = false;
  void held!.then(() => isSafe = true);
  await Promise.resolve();
  assert.equal(isSafe, false);
  scene.confirmations.settle();
  await held;
});

Deno.test("input without messages is never held", () => {
  const scene = new Scene();
  for (const hasMore of [true, false]) {
    assert.equal(scene.hold.during(() => {}, hasMore), undefined);
  }
  assert.equal(scene.holds, 0);
});
