import assert from "node:assert/strict";
import { OTHER, PANDA, PEER, question, responseOf, texts, TimedResponder } from "./network.ts";

const INSTANCE = "panda._parley._tcp.local";
const TYPE = "_parley._tcp.local";
const ALL = [
  `${TYPE} PTR ${INSTANCE}`,
  `${INSTANCE} SRV parley-1.local:55555`,
  `${INSTANCE} TXT users=0`,
  "parley-1.local A 10.9.0.1",
  `_services._dns-sd._udp.local PTR ${TYPE}`,
];

Deno.test("Responder probes three times, then tells all twice, then is silent", () => {
  const panda = new TimedResponder();
  const sent = panda.pass(60_000);
  assert.deepEqual(sent.map(({ at }) => at), [0, 250, 500, 750, 1750]);
  for (const { packet, to } of sent.slice(0, 3)) {
    assert.deepEqual(packet.questions, [{ name: INSTANCE, type: "ANY" }]);
    assert.deepEqual(texts(packet.authorities), ALL.slice(1, 3));
    assert.equal(to, undefined);
  }
  for (const { packet } of sent.slice(3)) assert.deepEqual(texts(packet.answers), ALL);
  assert.equal(panda.responder.name, "panda");
});

Deno.test("Responder takes another name when its own is taken, and probes again", () => {
  const panda = new TimedResponder();
  panda.pass(300);
  panda.receive(responseOf(OTHER));
  assert.equal(panda.pass(800)[0]!.packet.questions![0]!.name, `panda (2).${TYPE}`);
  assert.equal(panda.responder.name, "panda (2)");
  const taken = { ...OTHER, name: "panda (2)" };
  panda.receive(responseOf(taken));
  panda.pass(100);
  panda.receive(responseOf(taken));
  panda.pass(5000);
  assert.equal(panda.responder.name, "panda (3)");
});

Deno.test("Responder of two that want a name at once: one gets it, whoever hears first", () => {
  for (const [first, second] of [[PANDA, OTHER], [OTHER, PANDA]] as const) {
    const timed = [new TimedResponder(first), new TimedResponder(second)];
    for (let time = 0; time < 10_000; time += 50) {
      for (const one of timed) {
        for (const { packet } of one.pass(50)) timed.forEach((each) => each.receive(packet));
      }
    }
    // The later one in the order of what they say has it.
    const names = timed.map(({ responder }) => responder.name);
    assert.deepEqual(names, first === OTHER ? ["panda", "panda (2)"] : ["panda (2)", "panda"]);
  }
});

Deno.test("Responder does not take its own packets for those of others", () => {
  const panda = new TimedResponder();
  for (let count = 0; count < 100; count++) {
    for (const { packet } of panda.pass(50)) assert.deepEqual(panda.receive(packet), []);
  }
  assert.equal(panda.responder.name, "panda");
});

Deno.test("Responder that loses its name to somebody who comes later looks again, then yields", () => {
  const panda = TimedResponder.announced();
  panda.receive(responseOf(OTHER));
  assert.equal(panda.responder.name, undefined);
  // The other one has gone meanwhile.
  panda.pass(5000);
  assert.equal(panda.responder.name, "panda");
  panda.receive(responseOf(OTHER));
  panda.receive(responseOf(OTHER));
  panda.pass(5000);
  assert.equal(panda.responder.name, "panda (2)");
});

Deno.test("Responder becomes slow where every name is taken", () => {
  const panda = new TimedResponder();
  let sent = 0;
  for (let time = 0; time < 600_000; time += 100) {
    for (const { packet } of panda.pass(100)) {
      sent++;
      const name = packet.questions?.[0]?.name.replace(`.${TYPE}`, "");
      if (name) panda.receive(responseOf({ ...OTHER, name }));
    }
  }
  assert(sent > 50 && sent < 200, String(sent));
});

Deno.test("Responder leaves alone what is no conflict", () => {
  const panda = TimedResponder.announced();
  const goodbye = responseOf(OTHER).answers!.map((record) => ({ ...record, ttl: 0 }));
  panda.receive({ isResponse: true, answers: goodbye });
  panda.receive(responseOf(OTHER), { ...PEER, port: 4711 });
  panda.receive(responseOf({ ...OTHER, name: "koala" }));
  panda.receive(responseOf({ ...OTHER, kind: "directory" }));
  panda.receive({ isResponse: true });
  assert.equal(panda.responder.name, "panda");
  assert.deepEqual(panda.pass(1000), []);
});

Deno.test("Responder answers each question that is about it, to all and with the present number", () => {
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
    const sent = panda.pass(1000);
    assert.deepEqual(sent.map(({ to, at }) => [to, at]), [[undefined, 5020]], name);
    const expected = ALL.map((text) => text.replace("users=0", "users=3"));
    assert.deepEqual(texts(sent[0]!.packet.answers), expected);
  }
});

Deno.test("Responder does not answer what is not about it, or known already", () => {
  const panda = TimedResponder.announced();
  const [pointer] = responseOf(PANDA).answers!;
  panda.receive(question("_http._tcp.local", "PTR"));
  panda.receive(question(TYPE, "A"));
  panda.receive(question(`koala.${TYPE}`, "SRV"));
  panda.receive(question(TYPE, "PTR", { answers: [pointer!] }));
  assert.deepEqual(panda.pass(3000), []);
  // It is known, but not for long any more.
  panda.receive(question(TYPE, "PTR", { answers: [{ ...pointer!, ttl: 2000 }] }));
  assert.equal(panda.pass(3000).length, 1);
});

Deno.test("Responder answers a flood of questions once a second, and defends its name faster", () => {
  const panda = TimedResponder.announced();
  let sent = 0;
  for (let count = 0; count < 1000; count++) {
    panda.receive(question(TYPE, "PTR"));
    sent += panda.pass(10).length;
  }
  assert.equal(sent, 10);
  const probe = question(INSTANCE, "ANY", { authorities: responseOf(OTHER).answers!.slice(1, 3) });
  panda.receive(probe);
  assert(panda.pass(250).length > 0);
});

Deno.test("Responder answers those who ask for themselves to themselves", () => {
  const panda = TimedResponder.announced();
  const questions = [{ name: TYPE, type: "PTR", isUnicast: true }];
  const [reply, ...more] = panda.receive({ isResponse: false, questions });
  assert.deepEqual([reply!.to, more], [PEER, []]);
  assert.deepEqual(texts(reply!.packet.answers), ALL);
  assert.deepEqual(panda.pass(3000), []);
});

Deno.test("Responder answers programs that know DNS only", () => {
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

Deno.test("Responder tells all of a new number, at most every ten seconds", () => {
  const panda = TimedResponder.announced();
  const told = [];
  for (let second = 0; second < 60; second++) {
    if (second < 30) panda.users++;
    told.push(...panda.pass(1000));
  }
  assert(told.length >= 3 && told.length <= 4, String(told.length));
  assert.equal(texts(told.at(-1)!.packet.answers)[2], `${INSTANCE} TXT users=30`);
});

Deno.test("Responder says goodbye to what it has announced, and nothing more", () => {
  assert.deepEqual(new TimedResponder().responder.stop(), []);
  const panda = TimedResponder.announced();
  const [goodbye] = panda.responder.stop();
  // The type stays, as others may be of it.
  assert.deepEqual(texts(goodbye!.packet.answers), ALL.slice(0, 4));
  assert(goodbye!.packet.answers!.every(({ ttl }) => ttl === 0));
  assert.deepEqual(panda.receive(question(TYPE, "PTR")), []);
  assert.deepEqual(panda.pass(60_000), []);
});
