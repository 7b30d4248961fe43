import assert from "node:assert/strict";
import { AuditTable } from "../../lib/store/audit_table.ts";
import { BanTable } from "../../lib/store/ban_table.ts";
import { MuteTable } from "../../lib/store/mute_table.ts";
import { Store } from "../../lib/store/store.ts";
import { TopicTable } from "../../lib/store/topic_table.ts";

const ROW = { until: null, reason: "spam", author: "ann", time: 1 };

Deno.test("a ban replaces the one of the same target, and of no other kind", () => {
  using store = new Store();
  const bans = new BanTable(store);
  bans.put({ ...ROW, kind: "name", target: "10.0.0.1", owner: "" });
  bans.put({ ...ROW, kind: "network", target: "10.0.0.1", owner: "bob" });
  bans.put({ ...ROW, kind: "name", target: "10.0.0.1", owner: "", until: 5, time: 2 });
  assert.deepEqual(bans.all().map(({ kind, until, owner }) => [kind, until, owner]), [
    ["network", null, "bob"],
    ["name", 5, ""],
  ]);
  bans.removeOver(4);
  assert.equal(bans.all().length, 2);
  bans.removeOver(5);
  assert.deepEqual(bans.all().map(({ kind }) => kind), ["network"]);
  bans.remove({ kind: "network", target: "10.0.0.1" });
  assert.deepEqual(bans.all(), []);
});

Deno.test("a mute ends, or is removed", () => {
  using store = new Store();
  const mutes = new MuteTable(store);
  mutes.put({ ...ROW, name: "bob" });
  mutes.put({ ...ROW, name: "eve", until: 5 });
  mutes.removeOver(5);
  assert.deepEqual(mutes.all().map(({ name }) => name), ["bob"]);
  mutes.remove({ name: "bob" });
  assert.deepEqual(mutes.all(), []);
});

Deno.test("the record keeps the newest deeds, and no more than it may", () => {
  using store = new Store();
  const audit = new AuditTable(store, 3);
  for (let time = 1; time <= 10; time++) {
    audit.add({ time, actor: "ann", action: "kick", target: "bob", detail: "" });
  }
  assert.deepEqual(audit.last(100).map(({ time }) => time), [8, 9, 10]);
  assert.deepEqual(audit.last(2).map(({ time }) => time), [9, 10]);
});

Deno.test("a topic goes with its channel, unless messages of that are kept", () => {
  using store = new Store();
  const topics = new TopicTable(store);
  const topic = { text: "Lab 3", author: "ann", time: 7, isLocked: true };
  const names = () => store.database.prepare("SELECT name FROM channels ORDER BY id").all();
  topics.put("tea", "tea", topic);
  topics.put("milk", "milk", { ...topic, isLocked: false });
  assert.deepEqual(topics.get("tea"), topic);
  store.database.exec(
    "INSERT INTO messages (id, channel, time, sender, text) VALUES (1, 2, 1, 'a', 'b')",
  );
  topics.remove("tea");
  topics.remove("milk");
  assert.deepEqual([topics.get("tea"), topics.get("milk")], [undefined, undefined]);
  assert.deepEqual(names().map(({ name }) => name), ["milk"]);
});
