import assert from "node:assert/strict";
import { loadCodec } from "../../lib/discovery/codec.ts";
import { Incoming } from "../../lib/discovery/incoming.ts";
import { searchable } from "../../lib/discovery/packet_scan.ts";
import { PANDA, question, responseOf } from "./timed_responder.ts";

const codec = await loadCodec();
const via = { name: "eth0", address: "10.9.0.9", netmask: "255.255.255.0", isLoopback: false };
const QUERY = codec.encode(question("_parley._tcp.local", "PTR"));
const RESPONSE = codec.encode(responseOf(PANDA, "users=1"));

/** Incoming packets, with a count of those that were decoded. */
function start() {
  const decoded: Uint8Array[] = [];
  const counting = {
    ...codec,
    decode(...parameters: Parameters<typeof codec.decode>) {
      decoded.push(parameters[0]);
      return codec.decode(...parameters);
    },
  };
  const words = [searchable("_parley")];
  const incoming = new Incoming({ codec: counting, via, words: () => words }, 0);
  return { incoming, decoded };
}

Deno.test("only packets of this network that mention a service are decoded", () => {
  const { incoming, decoded } = start();
  assert.equal(incoming.receive(QUERY, "10.9.0.2", 0)?.questions?.length, 1);
  assert.equal(incoming.receive(RESPONSE, "10.9.0.255", 0)?.answers?.length, 5);
  const other = codec.encode(question("_ipp._tcp.local", "PTR"));
  assert.equal(incoming.receive(other, "10.9.0.2", 0), undefined);
  for (const address of ["10.9.1.2", "11.9.0.2", "::1", ""]) {
    assert.equal(incoming.receive(QUERY, address, 0), undefined, address);
  }
  assert.deepEqual(decoded, [QUERY, RESPONSE]);
});

Deno.test("a host that floods does not keep the packets of others from being decoded", () => {
  const { incoming, decoded } = start();
  for (let count = 0; count < 100_000; count++) {
    incoming.receive(RESPONSE, "10.9.0.66", count / 100);
  }
  const perSecond = decoded.length;
  // Its packets have some 35 labels, pointers and records each: 8000 at first, and 2000 a second.
  assert(perSecond > 100 && perSecond < 500, `${perSecond}`);
  for (let host = 100; host < 160; host++) {
    assert(incoming.receive(RESPONSE, `10.9.0.${host}`, 1000), `${host}`);
  }
});

Deno.test("a flood of any datagrams is noticed, and a busy network is none", () => {
  const { incoming } = start();
  let read = 0;
  for (let ms = 0; ms < 10_000; ms++) assert(incoming.mayRead(ms), "1000 a second");
  for (let count = 0; count < 100_000; count++) if (incoming.mayRead(10_000 + count / 100)) read++;
  assert(read >= 3000 && read <= 6100, `${read} of 100,000 in a second`);
});
