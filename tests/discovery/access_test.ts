import assert from "node:assert/strict";
import { type Access, accessText, readAccess } from "../../lib/discovery/access.ts";

const FINGERPRINT = Array.from({ length: 32 }, (_, index) => `A${index % 10}`).join(":");
const OPEN: Access = { fingerprint: undefined, asksPassword: false, dialect: undefined };

function read(text: readonly string[]): Access {
  const pairs = new Map(text.map((pair) => pair.split("=") as [string, string]));
  return readAccess((key) => pairs.get(key));
}

Deno.test("a reader finds what a server announces about its access", () => {
  const all: Access[] = [
    OPEN,
    { ...OPEN, fingerprint: FINGERPRINT },
    { ...OPEN, asksPassword: true },
    { ...OPEN, dialect: "direct" },
    { fingerprint: FINGERPRINT, asksPassword: true, dialect: "channel" },
  ];
  for (const access of all) assert.deepEqual(read(accessText(access)), access);
});

Deno.test("every text that is announced fits a TXT record", () => {
  const text = accessText({ fingerprint: FINGERPRINT, asksPassword: true, dialect: "messenger" });
  for (const pair of text) assert(pair.length <= 255, pair);
});

Deno.test("a value that is not of its form counts as missing", () => {
  const forged = [
    ["fingerprint=", "password=", "dialect="],
    ["fingerprint=$(reboot)", "password=yes", "dialect=; reboot"],
    [`fingerprint=${"0".repeat(63)}`, "password=0", "dialect=Direct"],
    [`fingerprint=${"0".repeat(64)};`, "password", `dialect=${"d".repeat(17)}`],
    [`fingerprint=${"g".repeat(64)}`, "password=11", "dialect=direct\n"],
  ];
  for (const text of forged) assert.deepEqual(read(text), OPEN, text.join());
});
