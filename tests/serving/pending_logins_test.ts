import assert from "node:assert/strict";
import { LimitNotices } from "../../lib/serving/limit_notices.ts";
import { type PendingLogin, PendingLogins } from "../../lib/serving/pending_logins.ts";

/** Connections that have not logged in, and what became of them. */
class Scene {
  readonly pending: PendingLogins;
  readonly ended: string[] = [];
  readonly notices: string[] = [];

  constructor(max: number) {
    const notices = new LimitNotices(() => 0, ({ text }) => void this.notices.push(text));
    this.pending = new PendingLogins(max, notices);
  }

  /** Opens a connection from the network that its name starts with. */
  open(name: string, ageMs = 1000): PendingLogin {
    const connection = {
      network: name[0]!,
      ageMs,
      makeRoom: () => void this.ended.push(name),
      drop: () => void this.ended.push(`${name} at once`),
    };
    this.pending.add(connection);
    return connection;
  }
}

const CASES: Record<string, [opened: string[], ended: string[]]> = {
  "none while there are few": [["a1", "a2", "b1"], []],
  "the oldest, where all come from one network": [["a1", "a2", "a3", "a4", "a5"], ["a1", "a2"]],
  "the oldest, where all come from different networks": [["a1", "b1", "c1", "d1"], ["a1"]],
  "those of a crowd, and none that waits elsewhere": [
    ["b1", "a1", "a2", "a3", "a4", "a5", "a6", "c1", "a7"],
    ["a1", "a2", "a3", "a4", "a5", "a6"],
  ],
};

for (const [which, [opened, ended]] of Object.entries(CASES)) {
  Deno.test(`of three connections that may be pending, those that make room are: ${which}`, () => {
    const scene = new Scene(3);
    for (const name of opened) scene.open(name);
    assert.deepEqual(scene.ended, ended);
  });
}

Deno.test("a connection that has logged in or is closed neither counts nor makes room", () => {
  const scene = new Scene(2);
  const [first, second] = [scene.open("a1"), scene.open("a2")];
  scene.pending.delete(first);
  scene.pending.delete(first);
  scene.open("a3");
  assert.deepEqual(scene.ended, []);
  scene.open("a4");
  assert.deepEqual(scene.ended, ["a2"]);
  scene.pending.delete(second);
  scene.open("a5");
  assert.deepEqual(scene.ended, ["a2", "a3"]);
});

Deno.test("a shortage closes a sixteenth of the pending connections at once, the oldest first", () => {
  const scene = new Scene(100);
  for (let count = 1; count <= 33; count++) scene.open(`a${count}`);
  assert(scene.pending.onShortage());
  assert.deepEqual(scene.ended, ["a1 at once", "a2 at once", "a3 at once"]);
});

Deno.test("a shortage closes no connection that had no time to log in", () => {
  const scene = new Scene(100);
  scene.open("a1", 250);
  for (let count = 2; count <= 33; count++) scene.open(`a${count}`, 249);
  assert(scene.pending.onShortage());
  assert(scene.pending.onShortage());
  assert.deepEqual(scene.ended, ["a1 at once"]);
});

Deno.test("a shortage closes nothing where everybody has logged in", () => {
  const scene = new Scene(100);
  scene.pending.delete(scene.open("a1"));
  assert.equal(scene.pending.onShortage(), false);
  assert.deepEqual([scene.ended, scene.notices], [[], []]);
});

Deno.test("a flood of connections makes one notice a minute", () => {
  const scene = new Scene(2);
  for (let count = 0; count < 100; count++) scene.open(`a${count}`);
  assert.deepEqual(scene.notices, ["Closed a connection to make room: 2 have not logged in"]);
});
