import assert from "node:assert/strict";
import { StreamMarks } from "../../lib/cluster/stream_marks.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { settle } from "../support/settle.ts";

Deno.test("a stream that begins anew has no safe place, also if the others are lost meanwhile", async () => {
  for (const isLost of [false, true]) {
    const clock = new ManualClock();
    let place = 300;
    const marks = new StreamMarks(
      { isConnected: true, lastSequence: () => Promise.resolve(place) },
      clock,
    );
    for (let count = 0; count < 6; count++) {
      clock.advance(2000);
      await settle();
    }
    assert.equal(marks.safePlace("history"), 300);
    place = 0;
    clock.advance(2000);
    if (isLost) marks.onLost();
    await settle();
    assert.equal(marks.safePlace("history"), 0);
    marks.close();
  }
});
