import assert from "node:assert/strict";
import type { LoginOrigin } from "../../lib/serving/admission.ts";
import { LoginPasswords } from "../../lib/serving/accounts/login_passwords.ts";
import { ServerPassword } from "../../lib/serving/accounts/server_password.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { processorTime } from "../support/processor_time.ts";

/** A guard whose password is "tea", and the delays of its answers. */
class Gate {
  readonly clock = new ManualClock();
  readonly guard = new LoginPasswords({
    serverPassword: new ServerPassword("tea"),
    now: () => this.clock.now(),
  });
  readonly #delays: number[] = [];

  /** Returns the answer and its delay in milliseconds: a right password is answered at once. */
  async try(
    password: string,
    network = "a",
    name = `user of ${network}`,
  ): Promise<[answer: string, delayMs: number]> {
    this.#delays.length = 0;
    const answer = this.guard.check({ name, password }, originAt(network, this.#delays));
    const isLate = answer instanceof Promise;
    assert.equal(this.#delays.length, isLate ? 1 : 0);
    return [(await answer) ?? "right", this.#delays[0] ?? 0];
  }
}

function originAt(network: string, delays: number[] = []): LoginOrigin {
  const pause = (delayMs: number) => {
    delays.push(delayMs);
    return Promise.resolve();
  };
  return { network, isOverAddressLimit: false, pause };
}

Deno.test("the server's password is right in any composition", () => {
  const { isRight } = checker("caf\u00e9 au lait");
  assert(isRight("cafe\u0301 au lait"));
  for (
    const password of [
      "cafe au lait",
      "caf\u00e9 au lai",
      "caf\u00e9 au lait ",
      "x".repeat(9999),
      "",
    ]
  ) {
    assert(!isRight(password), password);
  }
});

Deno.test("the longest password is right in its longest composition", () => {
  // Each takes 2 bytes, and 3 characters when it is taken apart.
  const password = "\u0390".repeat(90);
  assert.equal(password.normalize("NFD").length, 270);
  assert(checker(password).isRight(password.normalize("NFD")));
});

Deno.test("a password costs little however long it is", () => {
  const { isRight } = checker("tea");
  // Normalizing this takes minutes.
  const marks = "a" + "\u0315\u0300".repeat(2 ** 20);
  const duration = processorTime(() => {
    for (let length = 1; length < marks.length; length *= 2) isRight(marks.slice(0, length));
  });
  assert(duration < 1000, "far slower than 20 short checks");
});

Deno.test("a new password replaces the old one", () => {
  const password = new ServerPassword("tea");
  password.change("milk");
  assert.deepEqual([password.isRight("tea"), password.isRight("milk")], [false, true]);
});

function checker(password: string) {
  const server = new ServerPassword(password);
  return { isRight: (password: string) => server.isRight(password) };
}

Deno.test("each wrong password from a network is answered later, up to a maximum", async () => {
  const gate = new Gate();
  const answers = [];
  for (let count = 0; count < 200; count++) answers.push(await gate.try("milk"));
  assert(answers.every(([answer]) => answer === "password-wrong"));
  const delays = answers.map(([, delayMs]) => delayMs);
  assert.deepEqual(delays.slice(0, 12), [
    ...[0, 0, 0, 0, 0],
    ...[250, 500, 1000, 2000, 4000, 8000, 8000],
  ]);
  assert.equal(Math.max(...delays), 8000);
  assert.deepEqual(await gate.try("milk", "b"), ["password-wrong", 0]);
});

Deno.test("the right password is accepted at once where others guess", async () => {
  const gate = new Gate();
  for (let count = 0; count < 200; count++) {
    await gate.try("milk");
    assert.deepEqual(await gate.try("tea"), ["right", 0]);
  }
});

Deno.test("a network starts afresh a minute after its last wrong password", async () => {
  const gate = new Gate();
  for (let count = 0; count < 6; count++) await gate.try("milk");
  gate.clock.advance(59_999);
  assert.deepEqual(await gate.try("milk"), ["password-wrong", 500]);
  gate.clock.advance(59_999);
  assert.deepEqual(await gate.try("milk"), ["password-wrong", 1000]);
  gate.clock.advance(60_000);
  assert.deepEqual(await gate.try("milk"), ["password-wrong", 0]);
});

Deno.test("logins without a password, and those that succeed, do not count as guesses", async () => {
  const gate = new Gate();
  for (let count = 0; count < 50; count++) {
    assert.deepEqual(await gate.try(""), ["password-missing", 0]);
    await gate.try("tea");
  }
  assert.deepEqual(await gate.try("milk"), ["password-wrong", 0]);
});

Deno.test("wrong passwords of one name are answered later, from wherever they come", async () => {
  const gate = new Gate();
  const delays = [];
  for (let count = 0; count < 8; count++) {
    delays.push((await gate.try("milk", `network ${count}`, "ann"))[1]);
  }
  assert.deepEqual(delays, [0, 0, 0, 0, 0, 250, 500, 1000]);
  assert.deepEqual(await gate.try("tea", "network 9", "ann"), ["right", 0]);
  assert.deepEqual(await gate.try("milk", "network 9", "bob"), ["password-wrong", 0]);
});

Deno.test("the guesses of ten thousand networks are remembered, and no more", async () => {
  const gate = new Gate();
  for (const network of ["first", "second"]) {
    for (let count = 0; count < 6; count++) await gate.try("milk", network);
  }
  // The first has guessed again since.
  await gate.try("milk", "first");
  for (let count = 0; count < 9_999; count++) await gate.try("milk", `${count}`);
  assert.deepEqual(await gate.try("milk", "first"), ["password-wrong", 1000]);
  assert.deepEqual(await gate.try("milk", "second"), ["password-wrong", 0]);
});
