import assert from "node:assert/strict";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { MissedMessages } from "../../lib/serving/missed_messages.ts";
import { Roster } from "../../lib/serving/roster.ts";
import { ManualClock } from "../support/manual_clock.ts";

const MINUTE_MS = 60_000;

/** A hub whose users have clients that read ids. */
class Scene implements Disposable {
  readonly clock = new ManualClock();
  readonly roster = new Roster();
  readonly missed: MissedMessages;
  readonly hub: Hub;
  readonly ann: User;
  /** The texts that were sent again. */
  readonly repeated: string[] = [];

  constructor() {
    this.hub = new Hub({
      sinks: [{ emit: (event) => this.missed.emit(event) }],
      now: () => this.clock.now(),
    });
    this.missed = new MissedMessages({
      ...{ hub: this.hub, roster: this.roster, clock: this.clock },
      repeat: ({ text }) => void this.repeated.push(String(text)),
    });
    this.ann = this.enter("ann");
  }

  enter(name: string, secret = `secret of ${name}`): User {
    const user = this.hub.login(name);
    assert(user instanceof User);
    this.own(user, secret);
    this.missed.deliver(user);
    return user;
  }

  /** Has the client of a user name a token. */
  own(user: User, secret: string): void {
    this.roster.add(user, {
      ...{ peer: { hostname: "127.0.0.1", port: 1 }, dialect: "test", loggedInAt: 0 },
      owner: { key: secret, readsIds: true },
      ...{ putOut() {}, deliverAgain() {}, charge() {} },
    });
    this.missed.onOwner(user);
  }

  leave(user: User): void {
    this.hub.logout(user);
    this.roster.remove(user);
  }

  say(to: string, text: string): void {
    assert.equal(this.hub.sendPrivate(this.ann, to, text), undefined);
  }

  [Symbol.dispose](): void {
    this.missed.close();
  }
}

Deno.test("a client that comes back after more than three minutes gets only later messages", () => {
  using scene = new Scene();
  const ben = scene.enter("ben");
  scene.say("ben", "old");
  scene.hub.broadcast(scene.ann, "old to all");
  scene.clock.advance(2 * MINUTE_MS);
  scene.say("ben", "new");
  scene.clock.advance(MINUTE_MS);
  scene.leave(ben);
  scene.enter("ben");
  assert.deepEqual(scene.repeated, ["new"]);
});

Deno.test("messages to one user and to all come again in the order in which they were sent", () => {
  using scene = new Scene();
  const ben = scene.enter("ben");
  for (const text of ["1", "3"]) {
    scene.say("ben", text);
    scene.clock.advance(1);
    scene.hub.broadcast(scene.ann, `${text} to all`);
    scene.clock.advance(1);
  }
  scene.leave(ben);
  scene.enter("ben");
  assert.deepEqual(scene.repeated, ["1", "1 to all", "3", "3 to all"]);
});

Deno.test("a client gets as much again as it can read at once: the last messages", () => {
  using scene = new Scene();
  const ben = scene.enter("ben");
  const eve = scene.enter("eve");
  scene.say("eve", "hello");
  const texts = Array.from({ length: 40 }, (_, n) => `${n} `.padEnd(10_000, "x"));
  for (const text of texts) scene.say("ben", text);
  scene.leave(ben);
  scene.enter("ben");
  assert.deepEqual(scene.repeated.splice(0), texts.slice(-26));
  scene.leave(eve);
  scene.enter("eve");
  assert.deepEqual(scene.repeated, ["hello"]);
});

Deno.test("a flood of messages to many users pushes out the oldest ones only", () => {
  using scene = new Scene();
  const first = scene.enter("first");
  scene.say("first", "pushed out");
  const users = Array.from({ length: 100 }, (_, n) => scene.enter(`user${n}`));
  for (const user of users) for (let n = 0; n < 100; n++) scene.say(user.name, `${n}`);
  scene.leave(first);
  scene.enter("first");
  scene.leave(users[0]!);
  scene.enter("user0");
  assert.deepEqual(scene.repeated, Array.from({ length: 100 }, (_, n) => `${n}`));
});

Deno.test("a message that has waited for its recipient comes again as well", () => {
  using scene = new Scene();
  const ben = scene.enter("ben");
  const late = { id: 7, from: "eve", text: "hi", plainText: "(10:31) hi", time: 0 };
  scene.hub.deliverLate(ben, late);
  scene.hub.tell(ben, "a notice of the server");
  scene.leave(ben);
  scene.enter("ben");
  assert.deepEqual(scene.repeated, ["hi"]);
});

Deno.test("nothing is kept of a client that has gone, nor a timer once nothing is left", () => {
  using scene = new Scene();
  const ben = scene.enter("ben");
  scene.say("ben", "hello");
  scene.leave(ben);
  scene.leave(scene.ann);
  scene.clock.advance(10 * MINUTE_MS);
  scene.enter("ben");
  assert.deepEqual(scene.repeated, []);
});

Deno.test("a client that names many tokens counts as one client, with the last of them", () => {
  using scene = new Scene();
  const ben = scene.enter("ben", "first");
  scene.say("ben", "before");
  for (let n = 0; n < 1000; n++) scene.own(ben, `token ${n}`);
  scene.own(ben, "last");
  scene.say("ben", "behind");
  scene.leave(ben);
  for (const secret of ["first", "token 500"]) scene.leave(scene.enter("ben", secret));
  assert.deepEqual(scene.repeated, []);
  scene.enter("ben", "last");
  assert.deepEqual(scene.repeated, ["before", "behind"]);
});

Deno.test("a server that stops starts no timer, whatever it is still told", () => {
  using scene = new Scene();
  const ben = scene.enter("ben");
  scene.missed.close();
  scene.say("ben", "hello");
  scene.leave(ben);
  scene.enter("ben");
  assert.equal(scene.clock.pendingTimers, 0);
});
