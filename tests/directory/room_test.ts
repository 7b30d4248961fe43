import assert from "node:assert/strict";
import { readName, readPlace } from "../../lib/directory/room.ts";

Deno.test("readName takes names of up to 64 bytes in any script", () => {
  for (
    const name of [
      "a",
      "x".repeat(64),
      "é".repeat(32),
      "日本語",
      "👩‍🚀",
      "a/b",
      '"',
      "OK",
      "239.0.0.1",
    ]
  ) {
    assert.equal(readName(name), name);
  }
});

Deno.test("readName refuses names that are empty, too long, or not one word", () => {
  const long = ["x".repeat(65), `${"é".repeat(32)}x`];
  const spaces = [" ", "a b", "a\tb", "\u00a0", "a\u3000b", "a\u2028b", "\ufeffa"];
  const controls = ["a\0", "\x1b[2J", "a\x7f", "\x85", "\x9b2J", "a\r"];
  const invisible = ["a\u200b", "\u00ada", "\u2800", "\u202eabc", "\u0301a"];
  for (const name of ["", ...long, ...spaces, ...controls, ...invisible]) {
    assert.throws(() => readName(name), { code: "bad-name" }, JSON.stringify(name));
  }
});

Deno.test("readPlace takes the first and the last of all addresses and ports", () => {
  assert.deepEqual(readPlace("239.0.0.0", "1024"), { address: "239.0.0.0", port: 1024 });
  assert.deepEqual(readPlace("239.255.255.255", "65535"), {
    address: "239.255.255.255",
    port: 65535,
  });
});

Deno.test("readPlace refuses other addresses, and other ways to write one", () => {
  const other = [
    "238.255.255.255",
    "240.0.0.0",
    "224.0.0.1",
    "127.0.0.1",
    "ff02::1",
    "::",
    "lobby",
  ];
  const malformed = ["", "239", "239.0.0", "239.0.0.1.1", "239.0.0.256", "239.0.0.-1", "239.0.0."];
  const ways = [
    "239.0.0.01",
    "0239.0.0.1",
    "0xef.0.0.1",
    "239.0.0.1e0",
    "4009754625",
    "239.0.0.１",
  ];
  for (const address of [...other, ...malformed, ...ways]) {
    assert.throws(() => readPlace(address, "5000"), { code: "bad-address" }, address);
  }
});

Deno.test("readPlace refuses other ports, and other ways to write one", () => {
  const other = ["0", "80", "1023", "65536", "70000", "-5000", "99999999999"];
  const ways = ["", "abc", "05000", "+5000", "5000.0", "5e3", "0x1388", "5000a", "５０００"];
  for (const port of [...other, ...ways]) {
    assert.throws(() => readPlace("239.0.0.1", port), { code: "bad-port" }, port);
  }
});

Deno.test("readPlace looks at the address first", () => {
  assert.throws(() => readPlace("224.0.0.1", "80"), { code: "bad-address" });
});
