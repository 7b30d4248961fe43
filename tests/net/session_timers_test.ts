import { settle } from "../support/settle.ts";
import assert from "node:assert/strict";
import { TestShared } from "./connection_parts.ts";

Deno.test("a session's timer runs once, when its time has come", () => {
  const shared = new TestShared();
  const connection = shared.open({});
  const ran: string[] = [];
  connection.setTimer(1000, () => ran.push("one"));
  connection.setTimer(500, () => ran.push("other"));
  connection.setTimer(700, () => ran.push("cancelled")).cancel();
  shared.clock.advance(999);
  assert.deepEqual(ran, ["other"]);
  shared.clock.advance(1);
  shared.clock.advance(10_000);
  assert.deepEqual(ran, ["other", "one"]);
  assert.equal(shared.clock.pendingTimers, 0);
});

Deno.test("a session's timer may set the next one", () => {
  const shared = new TestShared();
  const connection = shared.open({});
  let ran = 0;
  const set = () => void connection.setTimer(100, () => ++ran < 3 && set());
  set();
  shared.clock.advance(1000);
  assert.equal(ran, 3);
});

const ENDS: Record<string, (shared: TestShared) => void | Promise<void>> = {
  async "ended by the server"(shared) {
    const connection = shared.open({});
    connection.setTimer(1000, () => assert.fail("ran"));
    connection.end("logged out");
    await settle();
  },
  "dropped by the server"(shared) {
    const connection = shared.open({});
    connection.setTimer(1000, () => assert.fail("ran"));
    connection.drop("server stopped");
  },
  "expelled for being slow"(shared) {
    const connection = shared.open({});
    connection.setTimer(1000, () => assert.fail("ran"));
    connection.expel("too far behind");
  },
  async "closed by its client"(shared) {
    const connection = shared.open({ read: () => Promise.resolve(null) });
    connection.setTimer(1000, () => assert.fail("ran"));
    await connection.run();
  },
};

for (const [how, end] of Object.entries(ENDS)) {
  Deno.test(`a session's timer does not run on a connection that was ${how}`, async () => {
    const shared = new TestShared();
    await end(shared);
    shared.clock.advance(1_000_000);
    assert.equal(shared.clock.pendingTimers, 0);
    assert.equal(shared.statuses.filter(({ type }) => type === "internal-error").length, 0);
  });
}

Deno.test("a session's timer that is set after the end of the connection does not run", () => {
  for (const end of ["end", "drop", "expel"] as const) {
    const shared = new TestShared();
    const connection = shared.open({});
    connection[end]("the test is over");
    const { pendingTimers } = shared.clock;
    connection.setTimer(1000, () => assert.fail("ran")).cancel();
    connection.setTimer(1000, () => assert.fail("ran"));
    assert.equal(shared.clock.pendingTimers, pendingTimers);
    shared.clock.advance(1000);
  }
});

Deno.test("an exception in a session's timer ends that connection only, and is reported", () => {
  const shared = new TestShared();
  const [failing, other] = [shared.open({}), shared.open({})];
  let ran = 0;
  failing.setTimer(100, () => {
    throw new Error("a bug");
  });
  failing.setTimer(200, () => assert.fail("ran"));
  other.setTimer(200, () => ran++);
  shared.clock.advance(200);
  assert.deepEqual(shared.closed, [failing]);
  assert.equal(ran, 1);
  const [failed, left, ...rest] = shared.statuses;
  assert(failed?.type === "internal-error" && failed.error instanceof Error);
  assert.equal(failed.error.message, "a bug");
  assert(left?.type === "left" && left.reason === "internal error");
  assert.deepEqual(rest, []);
});
