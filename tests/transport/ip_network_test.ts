import assert from "node:assert/strict";
import { hasLoopback, IpNetwork } from "../../lib/transport/ip_network.ts";

/** Networks as people write them, and their shortest form; `undefined` for those that are none. */
const FORMS: Readonly<Record<string, string | undefined>> = {
  "192.0.2.7": "192.0.2.7",
  "192.0.2.7/32": "192.0.2.7",
  "192.0.2.7/24": "192.0.2.0/24",
  "10.255.1.2/9": "10.128.0.0/9",
  "0.0.0.0/0": "0.0.0.0/0",
  "2001:db8::1": "2001:db8::/64",
  "2001:DB8:0:0:1::1/128": "2001:db8::1:0:0:1/128",
  "[2001:db8::1]": "2001:db8::/64",
  "::ffff:192.0.2.7": "192.0.2.7",
  "::ffff:192.0.2.7/120": "192.0.2.0/24",
  "fe80::1%eth0": "fe80::/64",
  "::/0": "::/0",
  "192.0.2.7/33": undefined,
  "192.0.2.256": undefined,
  "192.0.2": undefined,
  "192.0.2.7.9": undefined,
  "192.0.02.7": undefined,
  "192.0.2.7/": undefined,
  "192.0.2.7/x": undefined,
  "2001:db8::1/129": undefined,
  "2001:db8::1::2": undefined,
  "2001:db8": undefined,
  "bob": undefined,
  "": undefined,
};

for (const [text, form] of Object.entries(FORMS)) {
  Deno.test(`the network "${text}" is ${form ?? "none"}`, () => {
    const network = IpNetwork.parse(text);
    assert.equal(network && String(network), form);
    if (form !== undefined) assert.equal(String(IpNetwork.parse(form)), form);
  });
}

Deno.test("words that look like addresses are meant as such, and names are not", () => {
  const meant = ["192.0.2.7", "192.0.2", "10.0.0.0/33", "::1", "[::1]", "fe80::1%eth0", "a:b::c"];
  const names = ["bob", "bob2", "b.o.b", "3:2", "bob:x:y", "me@home", "12345"];
  for (const word of meant) assert(IpNetwork.isMeant(word), word);
  for (const word of names) {
    assert(!IpNetwork.isMeant(word), word);
  }
});

Deno.test("networks with this machine's own addresses are known", () => {
  const own = ["127.0.0.1", "127.9.9.9", "0.0.0.0/0", "126.0.0.0/7", "::1", "::1/128", "::/1"];
  const others = ["128.0.0.1", "10.0.0.0/8", "2000::/3", "fe80::/10"];
  for (const text of own) assert(hasLoopback(IpNetwork.parse(text)!), text);
  for (const text of others) assert(!hasLoopback(IpNetwork.parse(text)!), text);
});
