import assert from "node:assert/strict";
import { Refusal } from "../../lib/errors/refusal.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import type { Registration } from "../../lib/serving/accounts/registration.ts";
import { accountCommands } from "../../lib/serving/commands/accounts.ts";
import { ServerCommands } from "../../lib/serving/commands/server_commands.ts";
import { Store } from "../../lib/store/store.ts";
import { CountingHasher } from "./counting_hasher.ts";
import { accountsIn, PASSWORD } from "./registered_chat.ts";

/** A hub whose users give commands. */
class Scene implements Disposable {
  readonly store = new Store();
  readonly hub = new Hub({ sinks: [], now: () => 0 });
  readonly pauses: number[] = [];
  readonly deeds: string[] = [];
  readonly accounts;
  readonly #commands: ServerCommands;

  constructor(registration: Registration = "open") {
    this.accounts = accountsIn(this.store, new CountingHasher(), registration);
    this.#commands = new ServerCommands([accountCommands(this.accounts, {
      hub: this.hub,
      record: ({ actor, action, target }) => void this.deeds.push(`${actor} ${action} ${target}`),
    })]);
  }

  /** Gives a command, and returns the answer, a refusal with an exclamation mark. */
  async give(name: string, command: string, isOperator = false): Promise<string> {
    let user = this.hub.user(name);
    if (!user) {
      const result = this.hub.login(name);
      assert(result instanceof User);
      user = result;
    }
    const actor = {
      ...{ name, user, isOperator, network: "192.0.2.1" },
      pause: (delayMs: number) => Promise.resolve(void this.pauses.push(delayMs)),
      isHere: () => this.hub.users.get(name) === user,
    };
    const reply = await this.#commands.run(actor, command);
    assert(reply !== undefined, `${command} is unknown`);
    return reply instanceof Refusal ? `! ${reply.explanation}` : reply.join("\n");
  }

  [Symbol.dispose](): void {
    this.store[Symbol.dispose]();
  }
}

/** Passwords that cannot be used, and why. */
const BAD_PASSWORDS: Record<string, string> = {
  "x": "The password is too short: use at least 6 characters",
  "12345": "The password is too short: use at least 6 characters",
  // Five letters, each with a mark of its own.
  ["e\u0301".repeat(5)]: "The password is too short: use at least 6 characters",
  "tea for two": "A password must not contain spaces or control characters",
  "tea\tfor\ttwo": "A password must not contain spaces or control characters",
  "tea\u00a0for\u00a0two": "A password must not contain spaces or control characters",
  "tea\0for\0two": "A password must not contain spaces or control characters",
  ["x".repeat(301)]: "The password is too long: use at most 300 bytes",
  ["ÿ".repeat(151)]: "The password is too long: use at most 300 bytes",
  ["x".repeat(10_000)]: "The password is too long: use at most 300 bytes",
  "annemarie": "The password must not be the name itself",
};

for (const [password, problem] of Object.entries(BAD_PASSWORDS)) {
  const shown = JSON.stringify(password.slice(0, 12));
  Deno.test(`a name cannot be registered with the password ${shown}: ${problem}`, async () => {
    using scene = new Scene();
    assert.equal(await scene.give("annemarie", `/register ${password}`), `! ${problem}`);
    assert.equal(scene.accounts.find("annemarie"), undefined);
  });
}

Deno.test("the owner of a name can change its password and give the name up", async () => {
  using scene = new Scene();
  assert.equal(
    await scene.give("ann", `/register ${PASSWORD}`),
    "ann is yours now: from the next login on, it takes this password",
  );
  assert.equal(
    await scene.give("ann", `/register ${PASSWORD}`),
    "! ann is registered already: /password OLD NEW changes its password",
  );
  const check = (password: string) => scene.accounts.check("ann", password, "");
  assert.equal(
    await scene.give("ann", "/password wrong-one milk-for-two"),
    "! The password is wrong: nothing has changed",
  );
  assert.equal(await scene.give("ann", `/password ${PASSWORD}`), "! Usage: /password OLD NEW");
  assert.equal(await scene.give("ann", "/password a b c"), "! Usage: /password OLD NEW");
  assert.equal(
    await scene.give("ann", `/password ${PASSWORD} x`),
    "! The password is too short: use at least 6 characters",
  );
  assert.deepEqual([await check(PASSWORD), await check("milk-for-two")], ["right", "wrong"]);
  assert.equal(
    await scene.give("ann", `/password ${PASSWORD} milk-for-two`),
    "The password has changed",
  );
  assert.deepEqual([await check(PASSWORD), await check("milk-for-two")], ["wrong", "right"]);
  assert.equal(
    await scene.give("ann", `/unregister ${PASSWORD}`),
    "! The password is wrong: nothing has changed",
  );
  assert.equal(
    await scene.give("ann", "/unregister milk-for-two"),
    "ann is no longer registered: anybody can log in under it once you have left",
  );
  assert.equal(scene.accounts.find("ann"), undefined);
  assert.equal(await check("milk-for-two"), "wrong");
  // Somebody at an open terminal would otherwise guess as fast as the network is.
  assert.deepEqual(scene.pauses, [1000, 1000]);
});

Deno.test("a password is the same in any composition", async () => {
  using scene = new Scene();
  await scene.give("ann", "/register caf\u00e9-au-lait");
  assert.equal(await scene.accounts.check("ann", "cafe\u0301-au-lait", ""), "right");
});

Deno.test("commands about names that are not registered say how to register them", async () => {
  using scene = new Scene();
  const answer = "! ann is not registered: /register PASSWORD does that";
  assert.equal(await scene.give("ann", "/password old-password new-password"), answer);
  assert.equal(await scene.give("ann", "/unregister some-password"), answer);
  assert.equal(await scene.give("ann", "/register"), "! Usage: /register PASSWORD");
});

Deno.test("a name that looks like a registered one cannot be registered", async () => {
  using scene = new Scene();
  await scene.give("ann", `/register ${PASSWORD}`);
  scene.hub.logout(scene.hub.user("ann")!);
  assert.equal(
    await scene.give("\u0430nn", `/register ${PASSWORD}`),
    "! Cannot register \u0430nn: it looks like a registered name",
  );
});

Deno.test("of two who register at the same moment, names that look alike stay one", async () => {
  using scene = new Scene();
  const request = { network: "", isCurrent: () => true };
  const results = await Promise.all(
    ["ann", "\u0430nn"].map((name) => scene.accounts.setPassword(name, PASSWORD, request)),
  );
  assert.deepEqual(results.map((refusal) => refusal === undefined), [true, false]);
});

Deno.test("a user who leaves while the password is hashed registers nothing", async () => {
  using scene = new Scene();
  const answer = scene.give("ann", `/register ${PASSWORD}`);
  scene.hub.logout(scene.hub.user("ann")!);
  assert.equal(await answer, "! Nothing has changed: ann is no longer here");
  assert.equal(scene.accounts.find("ann"), undefined);
});

const REGISTRATIONS: Record<Registration, [anybody: string, operator: string]> = {
  open: ["ann is yours now", "bob is yours now"],
  operators: ["! Ask an operator: only operators register names here", "bob is yours now"],
  off: ["! This server registers no names", "! This server registers no names"],
};

for (const [registration, [anybody, operator]] of Object.entries(REGISTRATIONS)) {
  Deno.test(`with --registration ${registration}, ${anybody}`, async () => {
    using scene = new Scene(registration as Registration);
    const answers = [
      await scene.give("ann", `/register ${PASSWORD}`),
      await scene.give("bob", `/register ${PASSWORD}`, true),
    ];
    assert.deepEqual(answers.map((answer) => answer.split(":")[0]), [
      anybody.split(":")[0],
      operator,
    ]);
  });
}

Deno.test("an operator registers names for others, and gives them new passwords", async () => {
  using scene = new Scene("operators");
  const give = (command: string) => scene.give("teacher", command, true);
  assert.equal(await give(`/set-password ann ${PASSWORD}`), "ann is registered");
  assert.equal(await give("/set-password ann milk-for-two"), "ann has a new password");
  assert.equal(await scene.accounts.check("ann", "milk-for-two", ""), "right");
  assert.deepEqual(scene.deeds, Array(2).fill("teacher set-password ann"));
  assert.equal(
    await give("/set-password ann"),
    "! Usage: /set-password NAME PASSWORD",
  );
  assert.equal(
    await give(`/set-password b!b ${PASSWORD}`),
    "! Cannot register b!b: it is not a valid name",
  );
  assert.equal(
    await give(`/set-password server ${PASSWORD}`),
    "! Cannot register server: it is not a valid name",
  );
  scene.hub.login("bob");
  assert.equal(
    await give(`/set-password bob ${PASSWORD}`),
    "! Cannot register bob: somebody is logged in under it",
  );
  // The first letter is Cyrillic: somebody is logged in whose name looks the same.
  scene.hub.login("\u0441arl");
  assert.equal(
    await give(`/set-password carl ${PASSWORD}`),
    "! Cannot register carl: somebody is logged in under it",
  );
  assert.equal(
    await scene.give("ann", `/set-password bob ${PASSWORD}`),
    "! /set-password is for operators",
  );
});

Deno.test("at most 200 names a day are registered from one address", async () => {
  using scene = new Scene();
  for (let count = 0; count < 200; count++) {
    assert.match(await scene.give(`user${count}`, `/register ${PASSWORD}`), /is yours now/);
  }
  const problem = "! Too many names were registered from your address today: ask an operator";
  assert.equal(await scene.give("late", `/register ${PASSWORD}`), problem);
  assert.match(await scene.give("late", `/register ${PASSWORD}`, true), /is yours now/);
});
