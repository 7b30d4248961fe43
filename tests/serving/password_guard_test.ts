import assert from "node:assert/strict";
import { PasswordGuard } from "../../lib/serving/password_guard.ts";

Deno.test("PasswordGuard lets in who knows the password, in whichever bytes", () => {
  const guard = new PasswordGuard("caf\u00e9 au lait");
  assert.equal(guard.check("cafe\u0301 au lait", "a"), undefined);
  for (
    const password of ["cafe au lait", "caf\u00e9 au lai", "caf\u00e9 au lait ", "x".repeat(9999)]
  ) {
    assert.equal(guard.check(password, "a"), "wrong");
  }
  assert.equal(guard.check("", "a"), "missing");
});

Deno.test("PasswordGuard takes a new password, and the old one no longer", () => {
  const guard = new PasswordGuard("tea");
  guard.change("milk");
  assert.deepEqual([guard.check("tea", "a"), guard.check("milk", "a")], ["wrong", undefined]);
});

Deno.test("PasswordGuard hears nobody who guessed too often, for a minute", () => {
  let now = 1000;
  const guard = new PasswordGuard("tea", () => now);
  for (let count = 0; count < 20; count++) assert.equal(guard.check("milk", "a"), "wrong");
  assert.equal(guard.check("tea", "a"), "too-many");
  assert.equal(guard.check("tea", "b"), undefined);
  now += 59_999;
  assert.equal(guard.check("tea", "a"), "too-many");
  now += 1;
  assert.equal(guard.check("milk", "a"), "wrong");
  assert.equal(guard.check("tea", "a"), undefined);
});

Deno.test("PasswordGuard does not count logins without a password, nor those that succeed", () => {
  const guard = new PasswordGuard("tea");
  for (let count = 0; count < 50; count++) guard.check("", "a");
  for (let count = 0; count < 50; count++) assert.equal(guard.check("tea", "a"), undefined);
});

Deno.test("PasswordGuard remembers many addresses, but not any number", () => {
  const guard = new PasswordGuard("tea", () => 0);
  for (let count = 0; count < 20; count++) guard.check("milk", "first");
  for (let count = 0; count < 9_999; count++) guard.check("milk", `${count}`);
  assert.equal(guard.check("tea", "first"), "too-many");
  guard.check("milk", "one more");
  assert.equal(guard.check("tea", "first"), undefined);
});
