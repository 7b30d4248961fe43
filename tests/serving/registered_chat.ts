import assert from "node:assert/strict";
import { Accounts } from "../../lib/serving/accounts/accounts.ts";
import type { Registration } from "../../lib/serving/accounts/registration.ts";
import type { ChatServerOptions } from "../../lib/serving/chat_server.ts";
import { LoginPasswords } from "../../lib/serving/accounts/login_passwords.ts";
import { ServerPassword } from "../../lib/serving/accounts/server_password.ts";
import { AccountTable } from "../../lib/store/account_table.ts";
import { BlockTable } from "../../lib/store/block_table.ts";
import { Store } from "../../lib/store/store.ts";
import { WaitingTable } from "../../lib/store/waiting_table.ts";
import { CountingHasher } from "./counting_hasher.ts";
import { LoopbackChat } from "./loopback_chat.ts";

/** The password of every name that {@linkcode startRegistered} registers. */
export const PASSWORD = "tea-for-two";

/** The options of {@linkcode startRegistered}. */
export interface RegisteredOptions extends Partial<ChatServerOptions> {
  /** The names that are registered from the start. */
  readonly names?: readonly string[];
  readonly serverPassword?: string;
  readonly registration?: Registration;
  readonly maxWaitingBytes?: number;
  readonly store?: Store;
}

/** Makes the registered names of a store. */
export function accountsIn(
  store: Store,
  hasher = new CountingHasher(),
  registration: Registration = "open",
  now = Date.now,
): Accounts {
  const table = new AccountTable(store);
  return new Accounts({ table, blocks: new BlockTable(store), hasher, registration, now });
}

/** Starts a chat server in this process that knows registered names. */
export async function startRegistered(options: RegisteredOptions = {}) {
  const { names = [], serverPassword, registration, maxWaitingBytes = 2 ** 20 } = options;
  const store = options.store ?? new Store();
  const hasher = new CountingHasher();
  const accounts = accountsIn(store, hasher, registration);
  for (const name of names) {
    const request = { network: "", isCurrent: () => true };
    assert.equal(await accounts.setPassword(name, PASSWORD, request), undefined);
  }
  const table = new WaitingTable(store);
  const chat = new LoopbackChat({
    accounts,
    waiting: { table, maxBytes: maxWaitingBytes },
    guard: new LoginPasswords({
      accounts,
      serverPassword: serverPassword === undefined ? undefined : new ServerPassword(serverPassword),
    }),
    ...options,
  });
  return {
    ...{ chat, accounts, hasher, table, store, port: chat.port },
    async [Symbol.asyncDispose]() {
      await chat[Symbol.asyncDispose]();
      if (!options.store) store[Symbol.dispose]();
    },
  };
}
