/**
 * Values that no server writes, in a file that somebody has changed by hand.
 *
 * @module
 */
import assert from "node:assert/strict";
import { StoredMessages } from "../../lib/history/stored_messages.ts";
import { Moderation } from "../../lib/serving/moderation/moderation.ts";
import { Store } from "../../lib/store/store.ts";
import { StoreError } from "../../lib/store/store_error.ts";
import { WaitingTable } from "../../lib/store/waiting_table.ts";

const ACCOUNT = "INSERT INTO accounts VALUES ('ann', 'ann', 1, x'', x'',";

/** Statements that the tables refuse. */
const REFUSED: readonly string[] = [
  "INSERT INTO messages VALUES (9007199254740991, 1, 1, 'ann', 'hi')",
  "INSERT INTO messages VALUES (-1, 1, 1, 'ann', 'hi')",
  "INSERT INTO messages VALUES (1, 1, 9007199254740991, 'ann', 'hi')",
  "INSERT INTO messages VALUES (1, 1, 'noon', 'ann', 'hi')",
  "INSERT INTO channels (id, key, name) VALUES (4611686018427387904, 'tea', 'tea')",
  "INSERT INTO channels (key, name, topic_time) VALUES ('tea', 'tea', -1)",
  "INSERT INTO bans VALUES ('name', 'bob', '', 4611686018427387904, '', 'ann', 1)",
  "INSERT INTO bans VALUES ('planet', 'bob', '', NULL, '', 'ann', 1)",
  "INSERT INTO mutes VALUES ('bob', -1, '', 'ann', 1)",
  "INSERT INTO audit VALUES (1, 9007199254740991, 'ann', 'kick', 'bob', '')",
  `${ACCOUNT} 0, 8, 1, 0)`,
  `${ACCOUNT} 3, 8, 1, 0)`,
  `${ACCOUNT} 16384, 0, 1, 0)`,
  `${ACCOUNT} 1073741824, 8, 1, 0)`,
  `${ACCOUNT} 16384, 8, 0, 0)`,
];

for (const statement of REFUSED) {
  Deno.test(`the tables refuse ${statement}`, () => {
    using store = new Store();
    assert.throws(() => store.write(() => store.database.exec(statement)), StoreError);
  });
}

/** Rows that are in the file all the same, and a reading of them. */
const UNREADABLE: readonly (readonly [statement: string, read: (store: Store) => unknown])[] = [
  [
    "INSERT INTO messages VALUES (4611686018427387904, 1, 1, 'ann', 'hi')",
    (store) => new StoredMessages(store).messages.lastId,
  ],
  [
    "INSERT INTO bans VALUES ('name', 'bob', '', 4611686018427387904, '', 'ann', 1)",
    (store) => new Moderation({ store, now: () => 0, onStatus() {} }),
  ],
  [
    "INSERT INTO waiting VALUES (4611686018427387904, 'ann', 'bob', 1, 'hi')",
    (store) => new WaitingTable(store).of("ann", 0),
  ],
  [
    "INSERT INTO audit VALUES (1, 4611686018427387904, 'ann', 'kick', 'bob', '')",
    (store) => new Moderation({ store, now: () => 0, onStatus() {} }).ledger.last(1),
  ],
];

for (const [statement, read] of UNREADABLE) {
  Deno.test(`reading fails clearly after ${statement}`, () => {
    using store = new Store();
    store.database.exec("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF");
    store.database.exec(statement);
    assert.throws(() => store.read(() => read(store)), {
      name: "StoreError",
      message: "Cannot read the store in memory: it has a number that no server wrote",
    });
  });
}

Deno.test("a ban of something that is no network keeps the server from starting", () => {
  using store = new Store();
  store.database.exec("INSERT INTO bans VALUES ('network', '10.0.0.0/33', '', NULL, '', 'ann', 1)");
  assert.throws(
    () => store.read(() => new Moderation({ store, now: () => 0, onStatus() {} })),
    /it bans "10\.0\.0\.0\/33"/,
  );
});
