import assert from "node:assert/strict";
import type { Clock, Timer } from "../../lib/net/clock.ts";
import type { ChatServerOptions } from "../../lib/serving/chat_server.ts";
import { LoginPasswords } from "../../lib/serving/accounts/login_passwords.ts";
import { ServerPassword } from "../../lib/serving/accounts/server_password.ts";
import { ADAPTERS } from "../dialects/adapters.ts";
import { LineClient } from "../support/line_client.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { LoopbackChat } from "./loopback_chat.ts";

const PASSWORD = "tea";
const DELAY_MS = 250;

/** A manual clock that reports when an answer is delayed. */
class WatchedClock extends ManualClock implements Clock {
  readonly #isDelayed = Promise.withResolvers<void>();

  override setTimer(delayMs: number, callback: () => void): Timer {
    if (delayMs === DELAY_MS) this.#isDelayed.resolve();
    return super.setTimer(delayMs, callback);
  }

  get answerIsDelayed(): Promise<void> {
    return this.#isDelayed.promise;
  }
}

/** A chat with a password, and a guesser whose next wrong answer comes late. */
class Scene implements AsyncDisposable {
  readonly clock = new WatchedClock();
  readonly chat: LoopbackChat;

  private constructor(options: Partial<ChatServerOptions>) {
    const { clock } = this;
    const serverPassword = new ServerPassword(PASSWORD);
    const guard = new LoginPasswords({ serverPassword, now: () => clock.now() });
    this.chat = new LoopbackChat({ clock, guard, ...options });
  }

  static async start(options: Partial<ChatServerOptions> = {}): Promise<Scene> {
    const scene = new Scene(options);
    await using eve = await LineClient.connect(scene.chat.port, "HELLO-FROM eve milk\n".repeat(5));
    assert.deepEqual(await eve.hear(5), Array(5).fill("BAD-RQST-BODY"));
    await eve.conn.closeWrite();
    await scene.chat.status("left");
    scene.chat.statuses.length = 0;
    return scene;
  }

  /** Connects a client that guesses. Resolves when the server has begun to delay the answer. */
  async guess(bytes: Uint8Array): Promise<LineClient> {
    const client = await LineClient.connect(this.chat.port);
    await client.write(bytes);
    await this.clock.answerIsDelayed;
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.chat[Symbol.asyncDispose]();
    assert.equal(this.clock.pendingTimers, 0, "timers are left");
  }
}

const GUESS = new TextEncoder().encode("HELLO-FROM bob milk\n");

for (const adapter of ADAPTERS.filter(({ passwordTries }) => passwordTries.count > 1)) {
  Deno.test(`${adapter.dialect.name}: a late answer to a wrong password is the usual one`, async () => {
    await using scene = await Scene.start();
    await using bob = await scene.guess(adapter.loginWithPassword("bob", "milk"));
    // The right one waits behind it.
    await bob.write(adapter.retryPassword("bob", PASSWORD));
    await using alice = await LineClient.connect(scene.chat.port, `HELLO-FROM alice ${PASSWORD}\n`);
    assert.deepEqual(await alice.hear(1), ["HELLO alice"]);
    scene.clock.advance(DELAY_MS - 1);
    await alice.say("LIST\n");
    assert.deepEqual(await alice.hear(1), ["LIST-OK alice"]);
    scene.clock.advance(1);
    while (scene.chat.users.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    await bob.conn.closeWrite();
    const { wrongPassword, login } = adapter.replies;
    const expected = [...wrongPassword("bob"), ...login("bob")];
    assert.deepEqual(adapter.split(new TextEncoder().encode(await bob.rest())), expected);
  });
}

Deno.test("a server stops at once while the answer to a guess is delayed", async () => {
  const scene = await Scene.start();
  await using bob = await scene.guess(GUESS);
  await scene[Symbol.asyncDispose]();
  assert.equal(await bob.rest(), "");
});

Deno.test("a guesser makes room while its answer is delayed", async () => {
  await using scene = await Scene.start({ maxPending: 1 });
  await using bob = await scene.guess(GUESS);
  await using _late = await LineClient.connect(scene.chat.port);
  assert.equal(await bob.rest(), "");
  const { reason } = await scene.chat.status("left");
  assert.equal(reason, "too many connections without a login");
});

for (const isReset of [false, true]) {
  Deno.test(`a guesser that ${isReset ? "resets" : "closes"} its connection is gone after the delay`, async () => {
    await using scene = await Scene.start();
    const bob = await scene.guess(GUESS);
    if (isReset) bob.conn.close();
    else await bob.conn.closeWrite();
    scene.clock.advance(DELAY_MS);
    await scene.chat.status("left");
    assert.deepEqual(scene.chat.users, []);
    if (!isReset) assert.equal(await bob.rest(), "BAD-RQST-BODY\n");
    await bob[Symbol.asyncDispose]();
  });
}

Deno.test("a login timeout ends a guesser whose answer comes later than that", async () => {
  await using scene = await Scene.start({ loginTimeout: DELAY_MS - 1 });
  await using bob = await scene.guess(GUESS);
  scene.clock.advance(DELAY_MS - 1);
  assert.equal((await scene.chat.status("left")).reason, "took too long to log in");
  assert.equal(await bob.rest(), "");
});
