import assert from "node:assert/strict";
import fc from "fast-check";
import {
  readBatch,
  readPresence,
  readSignal,
  readSnapshotPart,
} from "../../lib/cluster/read_wire.ts";
import {
  channelSubject,
  EVERYBODY,
  logOf,
  PRESENCE,
  requestsTo,
  signalSubject,
} from "../../lib/cluster/subjects.ts";
import { Model } from "./model.ts";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Values as a careless or hostile program may put them into any field. */
const anything = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 53, 8.64e15 + 1, "", "a\r\nQUIT", [], {}),
  fc.string(),
  fc.integer(),
  fc.jsonValue(),
);

Deno.test("whatever arrives is read, or not taken for a message", () => {
  const value = fc.oneof(
    anything,
    fc.record({
      ...{ boot: anything, slot: anything, number: anything, previous: anything, id: anything },
      ...{ part: anything, parts: anything, user: anything, name: anything, channel: anything },
      ...{ to: anything, signal: anything },
      changes: fc.oneof(anything, fc.array(fc.array(anything))),
      entries: fc.oneof(anything, fc.array(fc.dictionary(fc.string(), anything))),
    }),
  );
  fc.assert(fc.property(value, (value) => {
    for (const read of [readBatch, readPresence, readSignal, readSnapshotPart]) read(bytes(value));
  }));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    for (const read of [readBatch, readPresence, readSignal, readSnapshotPart]) {
      assert.equal(read(bytes), undefined);
    }
  }));
  const deep = new TextEncoder().encode(`{"boot":${"[".repeat(1e6)}${"]".repeat(1e6)}}`);
  assert.equal(readBatch(deep), undefined);
});

const USER = {
  ...{ name: "mal", network: "n", host: "h", username: "u", address: "1.2.3.4", port: 1 },
  ...{ dialect: "irc", loggedInAt: 0, loginId: 1 },
};
const ENTRY = { id: 1, time: 1, user: 1, name: "mal", text: "hi" };

/** Changes that are not taken, and why. */
const BAD_CHANGES: Record<string, unknown> = {
  "a name with a line break": ["login", 1, { ...USER, name: "mal\r\nQUIT" }],
  "an empty name": ["login", 1, { ...USER, name: "" }],
  "a name that is too long": ["login", 1, { ...USER, name: "x".repeat(1025) }],
  "a host with a line break": ["login", 1, { ...USER, host: "h\nQUIT" }],
  "a time that is no date": ["login", 1, { ...USER, loggedInAt: 9e15 }],
  "a negative number": ["login", -1, USER],
  "a missing field": ["join", 1, "tea", true],
  "another type": ["join", 1, "tea", "yes", 0],
  "a channel with a line break": ["create", "tea\n", 1, 1],
  "modes that are none": ["modes", "tea", [["key", "k\r\nQUIT", 1]]],
  "a negative epoch": ["epoch", "tea", -1],
  "an epoch that is no number": ["join", 1, "tea", true, 0, "old"],
  "a name of no change": ["constructor", 1],
};

for (const [name, change] of Object.entries(BAD_CHANGES)) {
  Deno.test(`a change from another server is left out with ${name}`, () => {
    const good = ["login", 2, USER];
    const read = readPresence(bytes({ slot: 1, boot: "b", number: 1, changes: [change, good] }));
    assert.deepEqual(read?.changes, [good]);
  });
}

/** Entries that make a batch unsound. */
const BAD_ENTRIES: Record<string, object> = {
  "a name with a line break": { ...ENTRY, name: "mal\r\nQUIT" },
  "a time that is no date": { ...ENTRY, time: 9e15 },
  "no id": { ...ENTRY, id: undefined },
  "a fraction for an id": { ...ENTRY, id: 1.5 },
  "a text that is none": { ...ENTRY, text: 5 },
  "a part that is none": { ...ENTRY, part: "1" },
};

for (const [name, entry] of Object.entries(BAD_ENTRIES)) {
  Deno.test(`a message from another server is not taken with ${name}`, () => {
    assert.equal(readBatch(bytes({ boot: "b", previous: 0, entries: [entry] })), undefined);
  });
}

Deno.test("a program that sends anything to all subjects breaks nothing", async () => {
  const model = await Model.of(2);
  const [a, b] = model.servers as [typeof model.servers[0], typeof model.servers[0]];
  const [ann, bob] = await Promise.all([a.logIn("ann"), b.logIn("bob"), model.pass(500)]);
  const tea = a.join(ann!.user, "tea")!;
  b.join(bob!.user, "tea");
  await model.pass(500);
  const stranger = model.engine.connect();
  const { slot, boot } = b.membership.self;
  const far = a.time * 1000 + 1e17;
  const entries = [
    ENTRY,
    { ...ENTRY, id: far, part: 7 },
    { ...ENTRY, id: Number.MAX_SAFE_INTEGER, kind: "private", to: 1, boot: a.membership.self.boot },
    { ...ENTRY, id: far, kind: "kick", to: 1, boot: a.membership.self.boot, channel: "nowhere" },
  ];
  const messages: [string, unknown][] = [
    ...[PRESENCE, EVERYBODY, logOf(a.membership.self.slot), channelSubject("tea")].flatMap(
      (subject) =>
        [null, [], {}, { boot, changes: 5 }, { boot: "x", previous: 2 ** 52, entries }].map(
          (value): [string, unknown] => [subject, value],
        ),
    ),
    [PRESENCE, { slot, boot, number: 1e6, changes: [["join", 99, "tea", true, 0]] }],
    [PRESENCE, { slot, boot: "nobody", number: 1, changes: [["login", 1, USER]] }],
    [signalSubject("tea"), { boot: "x", user: 1, name: "mal", channel: "tea", signal: { a: 1 } }],
    [signalSubject(a.membership.self.slot), { boot: "x", user: 1, name: "m", to: [1, 2, 99] }],
  ];
  for (const [subject, value] of messages) stranger.publish(subject, bytes(value));
  await model.pass(20_000);
  a.hub.say(ann!.user, tea, "still here");
  b.hub.say(bob!.user, b.hub.channel("tea")!, "me, too");
  await model.pass(500);
  assert.ok(bob!.heard.includes("tea <ann> still here"));
  assert.ok(ann!.heard.includes("tea <bob> me, too"));
  assert.deepEqual(a.view, b.view);
  assert.deepEqual(a.view.users, ["ann", "bob"]);
  assert.deepEqual([...a.errors, ...b.errors], []);
  assert.ok(a.cluster.malformed > 0);
  assert.ok(a.ids.next() < far, "ids do not follow a clock that is years ahead");
});

Deno.test("the reason for which a user is put out stays on its line, whatever another server says", async () => {
  const model = await Model.of(1);
  const [server] = model.servers;
  const ann = (await server!.logIn("ann"))!;
  const { slot, boot } = server!.membership.self;
  const told: string[] = [];
  const session = {
    ...server!.roster.sessions.get(ann.user)!,
    putOut: (text: string) => void told.push(text),
  };
  server!.roster.add(ann.user, session);
  const text = "kicked by an operator\r\nFROM bob/2\0hi";
  const entry = { ...ENTRY, kind: "end", to: 2, boot, text, reason: "kicked by an operator" };
  const batch = { boot: "x", previous: 0, entries: [{ ...entry, to: 1 }, { ...entry, id: 2 }] };
  model.engine.connect().publish(logOf(slot), bytes(batch));
  await model.pass(500);
  assert.deepEqual([...new Set(told)], ["kicked by an operator FROM bob/2 hi"]);
});

Deno.test("a change that only a newer version knows costs no snapshot", async () => {
  const model = await Model.of(2);
  const [a, b] = model.servers;
  await a!.logIn("ann");
  await model.pass(3000);
  const { slot, boot } = a!.membership.self;
  let number = 0;
  let requests = 0;
  const stranger = model.engine.connect();
  stranger.subscribe(PRESENCE, (message) => number = readPresence(message.bytes)?.number ?? 0);
  stranger.subscribe(requestsTo(slot), () => requests++);
  await model.pass(3000);
  assert(number > 0);
  stranger.publish(PRESENCE, bytes({ slot, boot, number: number + 1, changes: [["future", 1]] }));
  await model.pass(1000);
  assert.equal(requests, 0);
  stranger.publish(PRESENCE, bytes({ slot, boot, number: number + 2, changes: [] }));
  await model.pass(1000);
  assert(requests > 0, "a reminder of a change that has not come");
  assert(b!.hub.users.has("ann"));
});
