import assert from "node:assert/strict";
import { Browser } from "../../lib/discovery/browser.ts";
import { type Packet, recordsOf, type ResourceRecord } from "../../lib/discovery/packet.ts";
import { recordsFor } from "../../lib/discovery/service.ts";
import { PANDA, PEER, responseOf, RIVAL } from "./timed_responder.ts";

const ETH0 = { name: "eth0", address: "10.9.0.9", netmask: "255.255.255.0", isLoopback: false };
const TYPE = "_parley._tcp.local";
const OPEN = { fingerprint: undefined, asksPassword: false, dialect: undefined };

function browserWith(...packets: Packet[]): Browser {
  const browser = new Browser(ETH0);
  for (const packet of packets) browser.receive(packet, PEER);
  return browser;
}

function names(browser: Browser): string[] {
  return browser.services.map(({ name }) => name);
}

Deno.test("the browser finds servers and directories, with their counts", () => {
  const rooms = { ...RIVAL, kind: "directory", name: "Räume. Alle" } as const;
  const browser = browserWith(
    responseOf(PANDA, "txtvers=1", "users=3", "version=1.2.3", "users=9"),
    responseOf(rooms, "ROOMS=0"),
  );
  assert.deepEqual(browser.services, [
    {
      ...{ kind: "server", name: "panda", address: "10.9.0.1", port: 55_555 },
      ...{ count: 3, version: "1.2.3", host: "parley-1.local", ...OPEN },
    },
    {
      ...{ kind: "directory", name: "Räume. Alle", address: "10.9.0.2", port: 55_555 },
      ...{ count: 0, version: undefined, host: "parley-2.local", ...OPEN },
    },
  ]);
});

Deno.test("a query asks for missing records, and lists the known instances", () => {
  const [pointer, service, text, address] = recordsFor(PANDA, ["users=1"]);
  const browser = browserWith({ isResponse: true, answers: [pointer!] });
  const asked = () =>
    browser.query().questions!.slice(2).map(({ name, type }) => `${type} ${name}`);
  assert.deepEqual(asked(), [`SRV panda.${TYPE}`, `TXT panda.${TYPE}`]);
  assert.deepEqual(browser.query().answers, [pointer]);
  browser.receive({ isResponse: true, answers: [service!] }, PEER);
  assert.deepEqual(asked(), [`TXT panda.${TYPE}`, "A parley-1.local"]);
  assert.deepEqual(browser.services, []);
  browser.receive({ isResponse: true, answers: [text!], additionals: [address!] }, PEER);
  assert.deepEqual(asked(), []);
  assert.deepEqual(names(browser), ["panda"]);
});

Deno.test("records are accepted in any order, and a withdrawn service disappears", () => {
  const all = recordsFor(PANDA, []);
  const browser = browserWith({ isResponse: true, answers: [...all].reverse() });
  assert.deepEqual(names(browser), ["panda"]);
  browser.receive({ isResponse: true, answers: all.map((one) => ({ ...one, ttl: 0 })) }, PEER);
  assert.deepEqual(names(browser), []);
});

Deno.test("of several addresses, the one in the browser's network is used", () => {
  const addresses = ["192.168.7.7", "10.9.0.44", "10.9.0.45"];
  const [, , , address, ...others] = recordsFor(PANDA, []);
  const hosts = addresses.map((data) => ({ ...address!, data }) as ResourceRecord);
  const answers = [...recordsFor(PANDA, []).slice(0, 3), ...hosts, ...others];
  assert.equal(browserWith({ isResponse: true, answers }).services[0]!.address, "10.9.0.44");
  const far = answers.filter(({ data }) => !String(data).startsWith("10."));
  assert.equal(
    browserWith({ isResponse: true, answers: far }).services[0]!.address,
    "192.168.7.7",
  );
});

Deno.test("implausible addresses, ports, senders and counts are ignored", () => {
  for (const address of ["127.0.0.1", "0.0.0.0", "224.0.0.251", "255.255.255.255"]) {
    assert.deepEqual(names(browserWith(responseOf({ ...PANDA, address }))), [], address);
  }
  assert.deepEqual(names(browserWith(responseOf({ ...PANDA, port: 0 }))), []);
  assert.deepEqual(names(browserWith({ ...responseOf(PANDA), isResponse: false })), []);
  const browser = new Browser(ETH0);
  browser.receive(responseOf(PANDA), { ...PEER, port: 4711 });
  assert.deepEqual(names(browser), []);
  for (const number of ["-1", "1e3", "x", "", "99999999999"]) {
    const [service] = browserWith(responseOf(PANDA, `users=${number}`)).services;
    assert.equal(service!.count, undefined, number);
  }
});

Deno.test("a flood of records does not exceed the limits of the browser", () => {
  const browser = new Browser(ETH0);
  for (let count = 0; count < 10_000; count++) {
    const host = `h${count}.local`;
    const packet = responseOf({ ...PANDA, name: `n${count}`, host }, `version=${"9".repeat(200)}`);
    browser.receive(packet, PEER);
  }
  assert.equal(browser.services.length, 200);
  assert.equal(browser.services[0]!.version!.length, 32);
  assert(recordsOf(browser.query()).length <= 20);
});
