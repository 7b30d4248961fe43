import assert from "node:assert/strict";
import { Accounts } from "../../lib/serving/accounts/accounts.ts";
import { LoginPasswords } from "../../lib/serving/accounts/login_passwords.ts";
import { AccountTable } from "../../lib/store/account_table.ts";
import { BlockTable } from "../../lib/store/block_table.ts";
import { Store } from "../../lib/store/store.ts";
import { CountingHasher } from "./counting_hasher.ts";

const PASSWORD = "tea-for-two";

/** Tries to prove a name, and returns what came of it and the delays of the answers. */
async function prove(tries: readonly (readonly [name: string, password: string])[]) {
  using store = new Store();
  const hasher = new CountingHasher();
  const tables = { table: new AccountTable(store), blocks: new BlockTable(store) };
  const accounts = new Accounts({ ...tables, hasher, registration: "open" });
  await accounts.setPassword("ann", PASSWORD, { network: "a", isCurrent: () => true });
  const passwords = new LoginPasswords({ accounts, now: () => 0 });
  const delays: number[] = [];
  const pause = (delayMs: number) => Promise.resolve(void delays.push(delayMs));
  const answers: boolean[] = [];
  for (const [name, password] of tries) {
    const origin = { network: "a", isOverAddressLimit: false, pause };
    answers.push(await passwords.proves({ name, password }, origin));
  }
  return { answers, delays, compared: hasher.compared };
}

Deno.test("a name is proved with its own password", async () => {
  const { answers } = await prove([["ann", PASSWORD], ["ann", "wrong"], ["bob", PASSWORD]]);
  assert.deepEqual(answers, [true, false, false]);
});

Deno.test("a proof takes as much work and as long for a name that is not registered", async () => {
  const guesses = (name: string) => Array.from({ length: 8 }, () => [name, "a guess"] as const);
  const registered = await prove(guesses("ann"));
  const unknown = await prove(guesses("bob"));
  assert.equal(registered.compared.length, 8);
  assert.equal(unknown.compared.length, 8);
  assert.deepEqual(unknown.delays, registered.delays);
  assert.equal(unknown.delays.length, 3);
});
