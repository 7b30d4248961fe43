import assert from "node:assert/strict";
import { parseEndpoint, parseRoomName } from "../../lib/directory/room.ts";
import { assertRefused } from "./assert_refused.ts";

Deno.test("a room name may have up to 64 bytes in any script", () => {
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
    assert.equal(parseRoomName(name), name);
  }
});

Deno.test("a room name must not be empty, too long, or several words", () => {
  const long = ["x".repeat(65), `${"é".repeat(32)}x`];
  const spaces = [" ", "a b", "a\tb", "\u00a0", "a\u3000b", "a\u2028b", "\ufeffa"];
  const controls = ["a\0", "\x1b[2J", "a\x7f", "\x85", "\x9b2J", "a\r"];
  const invisible = ["a\u200b", "\u00ada", "\u2800", "\u202eabc", "\u0301a"];
  for (const name of ["", ...long, ...spaces, ...controls, ...invisible]) {
    assertRefused(parseRoomName(name), "bad-name", JSON.stringify(name));
  }
});

Deno.test("the first and the last address and port are valid", () => {
  assert.deepEqual(parseEndpoint("239.0.0.0", "1024"), { address: "239.0.0.0", port: 1024 });
  assert.deepEqual(parseEndpoint("239.255.255.255", "65535"), {
    address: "239.255.255.255",
    port: 65535,
  });
});

Deno.test("addresses outside 239.0.0.0/8, and other spellings, are refused", () => {
  const outside = [
    "238.255.255.255",
    "240.0.0.0",
    "224.0.0.1",
    "127.0.0.1",
    "ff02::1",
    "::",
    "lobby",
  ];
  const malformed = ["", "239", "239.0.0", "239.0.0.1.1", "239.0.0.256", "239.0.0.-1", "239.0.0."];
  const spellings = [
    "239.0.0.01",
    "0239.0.0.1",
    "0xef.0.0.1",
    "239.0.0.1e0",
    "4009754625",
    "239.0.0.１",
  ];
  for (const address of [...outside, ...malformed, ...spellings]) {
    assertRefused(parseEndpoint(address, "5000"), "bad-address", address);
  }
});

Deno.test("ports outside 1024 to 65535, and other spellings, are refused", () => {
  const outside = ["0", "80", "1023", "65536", "70000", "-5000", "99999999999"];
  const spellings = ["", "abc", "05000", "+5000", "5000.0", "5e3", "0x1388", "5000a", "５０００"];
  for (const port of [...outside, ...spellings]) {
    assertRefused(parseEndpoint("239.0.0.1", port), "bad-port", port);
  }
});

Deno.test("the address is checked before the port", () => {
  assertRefused(parseEndpoint("224.0.0.1", "80"), "bad-address");
});
