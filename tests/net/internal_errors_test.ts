import { settle } from "../support/settle.ts";
import assert from "node:assert/strict";
import { GuardedClock } from "../../lib/net/guarded_clock.ts";
import { setRepeatingTimer } from "../../lib/net/clock.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { InternalErrors } from "../../lib/net/internal_errors.ts";
import type { Status } from "../../lib/net/status.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** Internal errors with the statuses that they led to. */
function start() {
  const clock = new ManualClock();
  const statuses: Status[] = [];
  const errors = new InternalErrors(clock, (status) => statuses.push(status));
  /** Returns how often each error was reported, as `message repeats`. */
  const reported = () =>
    statuses.map((status) => {
      assert(status.type === "internal-error");
      return `${status.doing}: ${(status.error as Error).message} ${status.repeats}`;
    });
  return { clock, errors, reported };
}

const bug = (text: string) => new Error(text);

Deno.test("an error is reported at once, and its repetitions once a minute", () => {
  const { clock, errors, reported } = start();
  for (let time = 0; time < 10_000; time++) errors.report("Cannot serve", bug(`bug ${time}`));
  assert.equal(errors.count, 10_000);
  assert.deepEqual(reported(), ["Cannot serve: bug 0 0"]);
  clock.advance(60_000);
  // The message may differ each time: the place in the program is what counts.
  assert.deepEqual(reported().slice(1), ["Cannot serve: bug 0 9999"]);
  clock.advance(600_000);
  assert.equal(reported().length, 2);
  assert.equal(clock.pendingTimers, 0);
  errors.report("Cannot serve", bug("later"));
  errors.stop();
  assert.equal(reported().length, 3, "an error at another place is reported at once");
});

Deno.test("the last repetitions are reported when the server stops", () => {
  const { clock, errors, reported } = start();
  for (let time = 0; time < 3; time++) errors.report("Cannot serve", bug("again"));
  errors.stop();
  assert.deepEqual(reported(), ["Cannot serve: again 0", "Cannot serve: again 2"]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("errors at ever new places cannot fill the log", () => {
  const { errors, reported } = start();
  for (let place = 0; place < 1000; place++) {
    const error = bug("new place");
    error.stack = `Error: new place\n    at place${place} (file.ts)`;
    errors.report("Cannot serve", error);
  }
  assert.equal(errors.count, 1000);
  assert.equal(reported().length, 101);
});

Deno.test("a report never throws, whatever was thrown and however broken the log is", () => {
  const errors = new InternalErrors(new ManualClock(), () => {
    throw new Error("the log is broken");
  });
  for (const thrown of [undefined, null, "text", 7, {}, Symbol("x"), bug("x"), bug("x")]) {
    errors.report("Cannot serve", thrown);
  }
  errors.stop();
  assert.equal(errors.count, 8);
});

Deno.test("an exception in a timer is reported, and the timer goes on", () => {
  const { clock, errors, reported } = start();
  const guarded = new GuardedClock(clock, errors);
  let ran = 0;
  const timer = setRepeatingTimer(guarded, 100, () => {
    ran++;
    throw bug("in a timer");
  });
  guarded.setTimer(250, () => ran += 100);
  clock.advance(500);
  timer.cancel();
  assert.equal(ran, 105);
  assert.equal(errors.count, 5);
  assert.deepEqual(reported(), ["A timer failed: in a timer 0"]);
});

Deno.test("an exception in one flush is reported, and the others still run", async () => {
  const { errors, reported } = start();
  const pass = new FlushPass(errors);
  const flushed: number[] = [];
  const failing = () => {
    throw bug("in a flush");
  };
  for (const flush of [() => flushed.push(1), failing, () => flushed.push(2)]) pass.add({ flush });
  await settle();
  assert.deepEqual(flushed, [1, 2]);
  assert.deepEqual(reported(), ["Cannot send: in a flush 0"]);
});
