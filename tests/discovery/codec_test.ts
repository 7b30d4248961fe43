import assert from "node:assert/strict";
import dns from "dns-packet";
import { loadCodec } from "../../lib/discovery/codec.ts";
import type { Packet } from "../../lib/discovery/packet.ts";
import { Browser } from "../../lib/discovery/browser.ts";
import { recordsFor } from "../../lib/discovery/service.ts";
import { PANDA, PEER, question, texts, TimedResponder } from "./timed_responder.ts";

const codec = await loadCodec();
const RESPONSE: Packet = {
  isResponse: true,
  answers: recordsFor({ ...PANDA, name: "päñda 🐼 (2)" }, ["txtvers=1", "users=3"]),
};

Deno.test("decoding an encoded packet returns the same records", () => {
  const read = codec.decode(codec.encode(RESPONSE))!;
  assert.equal(read.isResponse, true);
  assert.deepEqual(read.answers, RESPONSE.answers);
  const probe = question("panda.local", "ANY", { id: 5, authorities: recordsFor(PANDA, []) });
  const { id, isResponse, questions, authorities } = codec.decode(codec.encode(probe))!;
  assert.deepEqual([id, isResponse, questions], [5, false, probe.questions]);
  assert.deepEqual(texts(authorities), texts(probe.authorities));
});

Deno.test("questions for a unicast answer are recognised, and other classes are left out", () => {
  const bytes = dns.encode({
    type: "query",
    questions: [{ name: "a.local", type: "PTR" }, { name: "b.local", type: "PTR", class: "CH" }],
  });
  const at = bytes.indexOf("\x01b");
  bytes[at - 2] = 0x80;
  const { questions } = codec.decode(bytes)!;
  assert.deepEqual(questions, [{ name: "a.local", type: "PTR", isUnicast: true }]);
});

Deno.test("the codec, the browser and the responder accept any bytes", () => {
  const seeds = [codec.encode(RESPONSE), codec.encode(question("_parley._tcp.local", "PTR"))];
  const via = { name: "eth0", address: "10.9.0.9", netmask: "255.255.255.0", isLoopback: false };
  const browser = new Browser(via);
  const panda = TimedResponder.announced();
  let state = 1;
  const random = (below: number) => (state = (state * 48_271) % 0x7fffffff) % below;
  let [readable, broken] = [0, 0];
  for (let count = 0; count < 20_000; count++) {
    const bytes = new Uint8Array(seeds[count % seeds.length]!);
    for (let flips = random(6); flips >= 0; flips--) bytes[random(bytes.length)] = random(256);
    const packet = codec.decode(bytes.subarray(0, random(4) ? bytes.length : random(bytes.length)));
    if (packet) readable++;
    else broken++;
    if (!packet) continue;
    browser.receive(packet, PEER);
    panda.receive(packet);
    for (const { packet } of panda.advance(10)) codec.encode(packet);
    if (count % 100 === 0) codec.decode(codec.encode(browser.query()))!;
  }
  assert(readable > 1000 && broken > 1000, `${readable} ${broken}`);
  assert(browser.services.every(({ port }) => port > 0));
});
