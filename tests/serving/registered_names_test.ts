/**
 * Registered names in every dialect, over sockets.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type DialectOfUsers, DIALECTS, hears, isIn } from "./dialect_users.ts";
import { PASSWORD, startRegistered } from "./registered_chat.ts";

/** A name that looks like `ann`: its first letter is Cyrillic. */
const LOOKALIKE = "\u0430nn";

const CASES: Record<string, (dialect: DialectOfUsers) => Promise<void>> = {
  async "a registered name takes its password"(dialect) {
    await using scene = await startRegistered({ names: ["ann"] });
    await using stranger = await dialect.connect(scene.port, "ann");
    await hears(stranger, ...dialect.missing("ann"));
    await using guesser = await dialect.connect(scene.port, "ann", "tea-for-one");
    await hears(guesser, ...dialect.wrong("ann"));
    assert.deepEqual(scene.chat.users, []);
    await using owner = await dialect.connect(scene.port, "ann", PASSWORD);
    await hears(owner, ...dialect.owner("ann"));
    await isIn(owner, dialect, "ann");
  },

  async "a name that nobody has registered takes none, and nothing is hashed"(dialect) {
    await using scene = await startRegistered({ names: ["ann"] });
    await using user = await dialect.connect(scene.port, "Ann");
    await hears(user, ...dialect.welcome("Ann"));
    await isIn(user, dialect, "Ann");
    assert.deepEqual(scene.hasher.compared, []);
  },

  async "a name that looks like a registered one is taken, although nobody is here"(dialect) {
    await using scene = await startRegistered({ names: ["ann", "ann_2"] });
    await using user = await dialect.connect(scene.port, LOOKALIKE);
    const texts = dialect.taken(LOOKALIKE);
    await hears(user, ...texts);
    // Where a taken name gets a suffix, that is no registered one either.
    if (texts.length > 0) assert.deepEqual(scene.chat.users, []);
    else assert.equal((await scene.chat.status("named")).name, `${LOOKALIKE}_3`);
  },

  async "the owner ends the session that was left behind"(dialect) {
    await using scene = await startRegistered({ names: ["ann"] });
    await using ghost = await dialect.connect(scene.port, "ann", PASSWORD);
    await hears(ghost, ...dialect.owner("ann"));
    await isIn(ghost, dialect, "ann");
    await using owner = await dialect.connect(scene.port, "ann", PASSWORD);
    await hears(owner, ...dialect.owner("ann"));
    await isIn(owner, dialect, "ann");
    const { reason } = await scene.chat.status("left");
    assert.equal(reason, "you have logged in elsewhere");
    assert.deepEqual(scene.chat.users, ["ann"]);
  },

  async "an owner who guesses wrong ends nobody's session"(dialect) {
    await using scene = await startRegistered({ names: ["ann"] });
    await using owner = await dialect.connect(scene.port, "ann", PASSWORD);
    await hears(owner, ...dialect.owner("ann"));
    await using guesser = await dialect.connect(scene.port, "ann", "tea-for-one");
    await hears(guesser, ...dialect.wrong("ann"));
    await isIn(owner, dialect, "ann");
  },

  async "a password that was right before is not hashed again"(dialect) {
    await using scene = await startRegistered({ names: ["ann"] });
    await using owner = await dialect.connect(scene.port, "ann", PASSWORD);
    await hears(owner, ...dialect.owner("ann"));
    await isIn(owner, dialect, "ann");
    assert.deepEqual(scene.hasher.compared, []);
    await using guesser = await dialect.connect(scene.port, "ann", "tea-for-one");
    await hears(guesser, ...dialect.wrong("ann"));
    assert.deepEqual(scene.hasher.compared, ["ann"]);
  },
};

for (const [fact, check] of Object.entries(CASES)) {
  for (const dialect of DIALECTS) Deno.test(`${dialect.name}: ${fact}`, () => check(dialect));
}
