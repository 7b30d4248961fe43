import assert from "node:assert/strict";
import {
  PANDA,
  PEER,
  question,
  responseOf,
  RIVAL,
  texts,
  TimedResponder,
} from "./timed_responder.ts";

const INSTANCE = "panda._parley._tcp.local";
const TYPE = "_parley._tcp.local";
const ALL = [
  `${TYPE} PTR ${INSTANCE}`,
  `${INSTANCE} SRV parley-1.local:55555`,
  `${INSTANCE} TXT users=0`,
  "parley-1.local A 10.9.0.1",
  `_services._dns-sd._udp.local PTR ${TYPE}`,
];

Deno.test("a responder probes three times, announces twice, and is silent", () => {
  const panda = new TimedResponder();
  const sent = panda.advance(60_000);
  assert.deepEqual(sent.map(({ at }) => at), [0, 250, 500, 750, 1750]);
  for (const { packet, to } of sent.slice(0, 3)) {
    assert.deepEqual(packet.questions, [{ name: INSTANCE, type: "ANY" }]);
    assert.deepEqual(texts(packet.authorities), ALL.slice(1, 3));
    assert.equal(to, undefined);
  }
  for (const { packet } of sent.slice(3)) assert.deepEqual(texts(packet.answers), ALL);
  assert.equal(panda.responder.name, "panda");
});

Deno.test("a responder whose name is taken probes for another name", () => {
  const panda = new TimedResponder();
  panda.advance(300);
  panda.receive(responseOf(RIVAL));
  assert.equal(panda.advance(800)[0]!.packet.questions![0]!.name, `panda (2).${TYPE}`);
  assert.equal(panda.responder.name, "panda (2)");
  const taken = { ...RIVAL, name: "panda (2)" };
  panda.receive(responseOf(taken));
  panda.advance(100);
  panda.receive(responseOf(taken));
  panda.advance(5000);
  assert.equal(panda.responder.name, "panda (3)");
});

Deno.test("of two responders that probe for a name, the same one always gets it", () => {
  for (const [first, second] of [[PANDA, RIVAL], [RIVAL, PANDA]] as const) {
    const timed = [new TimedResponder(first), new TimedResponder(second)];
    for (let time = 0; time < 10_000; time += 50) {
      for (const one of timed) {
        for (const { packet } of one.advance(50)) timed.forEach((each) => each.receive(packet));
      }
    }
    // The lexicographically later record wins.
    const names = timed.map(({ responder }) => responder.name);
    assert.deepEqual(names, first === RIVAL ? ["panda", "panda (2)"] : ["panda (2)", "panda"]);
  }
});

Deno.test("a responder ignores its own packets", () => {
  const panda = new TimedResponder();
  for (let count = 0; count < 100; count++) {
    for (const { packet } of panda.advance(50)) assert.deepEqual(panda.receive(packet), []);
  }
  assert.equal(panda.responder.name, "panda");
});

Deno.test("an announced responder gives up its name only after new probes", () => {
  const panda = TimedResponder.announced();
  panda.receive(responseOf(RIVAL));
  assert.equal(panda.responder.name, undefined);
  // The rival does not answer the probes.
  panda.advance(5000);
  assert.equal(panda.responder.name, "panda");
  panda.receive(responseOf(RIVAL));
  panda.receive(responseOf(RIVAL));
  panda.advance(5000);
  assert.equal(panda.responder.name, "panda (2)");
});

Deno.test("a responder probes slowly on a network where every name is taken", () => {
  const panda = new TimedResponder();
  let sent = 0;
  for (let time = 0; time < 600_000; time += 100) {
    for (const { packet } of panda.advance(100)) {
      sent++;
      const name = packet.questions?.[0]?.name.replace(`.${TYPE}`, "");
      if (name) panda.receive(responseOf({ ...RIVAL, name }));
    }
  }
  assert(sent > 50 && sent < 200, String(sent));
});

Deno.test("withdrawn, untrusted and unrelated records are not conflicts", () => {
  const panda = TimedResponder.announced();
  const goodbye = responseOf(RIVAL).answers!.map((record) => ({ ...record, ttl: 0 }));
  panda.receive({ isResponse: true, answers: goodbye });
  panda.receive(responseOf(RIVAL), { ...PEER, port: 4711 });
  panda.receive(responseOf({ ...RIVAL, name: "koala" }));
  panda.receive(responseOf({ ...RIVAL, kind: "directory" }));
  panda.receive({ isResponse: true });
  assert.equal(panda.responder.name, "panda");
  assert.deepEqual(panda.advance(1000), []);
});

Deno.test("a question about any record is answered to the group, with the current count", () => {
  for (
    const [name, type] of [
      [TYPE, "PTR"],
      [TYPE.toUpperCase(), "ANY"],
      [INSTANCE, "SRV"],
      [INSTANCE, "TXT"],
      ["Parley-1.local", "A"],
      ["_services._dns-sd._udp.local", "PTR"],
    ] as const
  ) {
    const panda = TimedResponder.announced();
    panda.users = 3;
    assert.deepEqual(panda.receive(question(name, type)), []);
    const sent = panda.advance(1000);
    assert.deepEqual(sent.map(({ to, at }) => [to, at]), [[undefined, 5020]], name);
    const expected = ALL.map((text) => text.replace("users=0", "users=3"));
    assert.deepEqual(texts(sent[0]!.packet.answers), expected);
  }
});

Deno.test("unrelated questions and known answers get no response", () => {
  const panda = TimedResponder.announced();
  const [pointer] = responseOf(PANDA).answers!;
  panda.receive(question("_http._tcp.local", "PTR"));
  panda.receive(question(TYPE, "A"));
  panda.receive(question(`koala.${TYPE}`, "SRV"));
  panda.receive(question(TYPE, "PTR", { answers: [pointer!] }));
  assert.deepEqual(panda.advance(3000), []);
  // The known answer has less than half of its TTL left.
  panda.receive(question(TYPE, "PTR", { answers: [{ ...pointer!, ttl: 2000 }] }));
  assert.equal(panda.advance(3000).length, 1);
});

Deno.test("a flood of questions is answered once a second, and a probe sooner", () => {
  const panda = TimedResponder.announced();
  let sent = 0;
  for (let count = 0; count < 1000; count++) {
    panda.receive(question(TYPE, "PTR"));
    sent += panda.advance(10).length;
  }
  assert.equal(sent, 10);
  const probe = question(INSTANCE, "ANY", { authorities: responseOf(RIVAL).answers!.slice(1, 3) });
  panda.receive(probe);
  assert(panda.advance(250).length > 0);
});

Deno.test("a question for a unicast answer gets a unicast answer", () => {
  const panda = TimedResponder.announced();
  const questions = [{ name: TYPE, type: "PTR", isUnicast: true }];
  const [reply, ...more] = panda.receive({ isResponse: false, questions });
  assert.deepEqual([reply!.to, more], [PEER, []]);
  assert.deepEqual(texts(reply!.packet.answers), ALL);
  assert.deepEqual(panda.advance(3000), []);
});

Deno.test("a question from another port gets an answer in plain DNS", () => {
  const panda = TimedResponder.announced();
  const from = { ...PEER, port: 4711 };
  const [reply] = panda.receive(question(INSTANCE, "SRV", { id: 77 }), from);
  const { id, questions, answers, additionals } = reply!.packet;
  assert.deepEqual([reply!.to, id, questions], [from, 77, [{ name: INSTANCE, type: "SRV" }]]);
  assert.deepEqual(texts(answers), [ALL[1]]);
  assert.deepEqual(texts(additionals), ALL.filter((text) => text !== ALL[1]));
  for (const { ttl, isUnique } of [...answers!, ...additionals!]) {
    assert(ttl <= 10 && !isUnique);
  }
});

Deno.test("a changed count is announced, at most every ten seconds", () => {
  const panda = TimedResponder.announced();
  const sent = [];
  for (let second = 0; second < 60; second++) {
    if (second < 30) panda.users++;
    sent.push(...panda.advance(1000));
  }
  assert(sent.length >= 3 && sent.length <= 4, String(sent.length));
  assert.equal(texts(sent.at(-1)!.packet.answers)[2], `${INSTANCE} TXT users=30`);
});

Deno.test("a stopped responder withdraws its records and sends nothing more", () => {
  assert.deepEqual(new TimedResponder().responder.stop(), []);
  const panda = TimedResponder.announced();
  const [goodbye] = panda.responder.stop();
  // The service type stays, because other services may have it.
  assert.deepEqual(texts(goodbye!.packet.answers), ALL.slice(0, 4));
  assert(goodbye!.packet.answers!.every(({ ttl }) => ttl === 0));
  assert.deepEqual(panda.receive(question(TYPE, "PTR")), []);
  assert.deepEqual(panda.advance(60_000), []);
});

Deno.test("a flood of questions for unicast answers is answered to few, and the rest to the group", () => {
  const panda = TimedResponder.announced();
  const ask = question(TYPE, "PTR", { questions: [{ name: TYPE, type: "PTR", isUnicast: true }] });
  let toVictim = 0;
  for (let time = 0; time < 1000; time++) toVictim += panda.receive(ask).length;
  assert.equal(toVictim, 10);
  const [answer] = panda.advance(200);
  assert.deepEqual([answer!.to, texts(answer!.packet.answers)], [undefined, ALL]);
  // Another host gets its answer at once, until there are too many.
  assert.equal(panda.receive(ask, { address: "10.9.0.77", port: 5353 }).length, 1);
  let toAll = 0;
  for (let host = 0; host < 10_000; host++) {
    toAll += panda.receive(ask, { address: `10.8.${host >> 8}.${host & 255}`, port: 5353 }).length;
  }
  assert(toAll < 100, `${toAll}`);
});

Deno.test("a flood of questions in plain DNS is answered only now and then", () => {
  const panda = TimedResponder.announced();
  const legacy = { address: "10.9.0.77", port: 40_000 };
  let sent = 0;
  for (let second = 0; second < 10; second++) {
    for (let time = 0; time < 1000; time++) {
      sent += panda.receive(question(TYPE, "PTR"), legacy).length;
    }
    panda.advance(1000);
  }
  assert.equal(sent, 10 + 9 * 5);
});

Deno.test("a responder that missed packets announces its service once more", () => {
  const panda = TimedResponder.announced();
  panda.responder.missPackets(panda.now);
  panda.responder.missPackets(panda.now);
  assert.deepEqual(panda.advance(5000).map(({ packet }) => texts(packet.answers)), [ALL]);
  const probing = new TimedResponder();
  probing.responder.missPackets(0);
  assert.deepEqual(probing.advance(300).map(({ at }) => at), [0, 250]);
});
