import assert from "node:assert/strict";
import { AccountTable } from "../../lib/store/account_table.ts";
import { BlockTable } from "../../lib/store/block_table.ts";
import { Store } from "../../lib/store/store.ts";
import { WaitingTable } from "../../lib/store/waiting_table.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const HASH = {
  salt: Uint8Array.of(1, 2),
  hash: Uint8Array.of(3, 4),
  ...{ cost: 1024, blockSize: 8, parallelization: 1 },
};
const ANN = { key: "ann", name: "ann", created: 17, password: HASH };

Deno.test("accounts, their block lists and their waiting messages outlive the server", () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/chat.db`;
  {
    using store = new Store(path);
    new AccountTable(store).add(ANN);
    new AccountTable(store).setPassword("ann", { ...HASH, cost: 2048 });
    new BlockTable(store).replace("ann", ["eve", "mallory", "eve"]);
    new WaitingTable(store).add("ann", { sender: "bob", time: 18, text: "hi\0é\n\0" });
  }
  using store = new Store(path);
  const [account, ...others] = new AccountTable(store).all();
  assert.deepEqual({ ...account!, password: { ...account!.password } }, {
    ...ANN,
    password: { ...HASH, cost: 2048 },
  });
  assert.deepEqual(others, []);
  assert.deepEqual(new BlockTable(store).of("ann"), ["eve", "mallory"]);
  const [message] = new WaitingTable(store).of("ann", 0);
  assert.deepEqual(message, { id: 1, sender: "bob", time: 18, text: "hi\0é\n\0" });
});

Deno.test("an account that goes takes everything of its own along", () => {
  using store = new Store();
  const [accounts, blocks, waiting] = [
    new AccountTable(store),
    new BlockTable(store),
    new WaitingTable(store),
  ];
  accounts.add(ANN);
  blocks.replace("ann", ["eve"]);
  waiting.add("ann", { sender: "bob", time: 18, text: "hi" });
  accounts.remove("ann");
  assert.deepEqual([accounts.all(), blocks.of("ann"), waiting.of("ann", 0)], [[], [], []]);
  assert.equal(waiting.bytes(), 0);
});

Deno.test("waiting messages expire a few at a time, the oldest first", () => {
  using store = new Store();
  new AccountTable(store).add(ANN);
  const waiting = new WaitingTable(store);
  for (let time = 1; time <= 5; time++) waiting.add("ann", { sender: "bob", time, text: "é" });
  assert.equal(waiting.bytes(), 10);
  assert.equal(waiting.expire(4, 3), 3);
  assert.deepEqual(waiting.of("ann", 0).map(({ time }) => time), [4, 5]);
  assert.equal(waiting.expire(4, 3), 1);
  assert.deepEqual([waiting.count("ann"), waiting.countFrom("ann", "eve")], [1, 0]);
});
