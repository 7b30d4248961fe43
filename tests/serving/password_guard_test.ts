import assert from "node:assert/strict";
import { PasswordGuard } from "../../lib/serving/password_guard.ts";
import { ManualClock } from "../support/manual_clock.ts";

Deno.test("the right password is accepted, in any composition", () => {
  const guard = new PasswordGuard("caf\u00e9 au lait");
  assert.equal(guard.check("cafe\u0301 au lait", "a"), undefined);
  for (
    const password of ["cafe au lait", "caf\u00e9 au lai", "caf\u00e9 au lait ", "x".repeat(9999)]
  ) {
    assert.equal(guard.check(password, "a"), "password-wrong");
  }
  assert.equal(guard.check("", "a"), "password-missing");
});

Deno.test("a new password replaces the old one", () => {
  const guard = new PasswordGuard("tea");
  guard.change("milk");
  assert.deepEqual([guard.check("tea", "a"), guard.check("milk", "a")], [
    "password-wrong",
    undefined,
  ]);
});

Deno.test("an address that guesses too often is refused for a minute", () => {
  const clock = new ManualClock();
  const guard = new PasswordGuard("tea", () => clock.now());
  for (let count = 0; count < 20; count++) assert.equal(guard.check("milk", "a"), "password-wrong");
  assert.equal(guard.check("tea", "a"), "too-many-passwords");
  assert.equal(guard.check("tea", "b"), undefined);
  clock.advance(59_999);
  assert.equal(guard.check("tea", "a"), "too-many-passwords");
  clock.advance(1);
  assert.equal(guard.check("milk", "a"), "password-wrong");
  assert.equal(guard.check("tea", "a"), undefined);
});

Deno.test("logins without a password, and those that succeed, do not count as guesses", () => {
  const guard = new PasswordGuard("tea");
  for (let count = 0; count < 50; count++) guard.check("", "a");
  for (let count = 0; count < 50; count++) assert.equal(guard.check("tea", "a"), undefined);
});

Deno.test("the guesses of ten thousand addresses are remembered, and no more", () => {
  const guard = new PasswordGuard("tea", () => 0);
  for (let count = 0; count < 20; count++) guard.check("milk", "first");
  for (let count = 0; count < 9_999; count++) guard.check("milk", `${count}`);
  assert.equal(guard.check("tea", "first"), "too-many-passwords");
  guard.check("milk", "one more");
  assert.equal(guard.check("tea", "first"), undefined);
});
