import assert from "node:assert/strict";
import { dirname, normalize } from "node:path/posix";

/** Returns all files below `lib/` that are loaded before the first line of a file runs. */
function loadedBefore(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  const code = Deno.readTextFileSync(file).replace(/^\s*\*.*$/gm, "");
  const imports = code.matchAll(/^(?:im|ex)port (?!type\b)[^;"]*"(\.[^"]+)"/gm);
  for (const [, specifier] of imports) {
    const path = normalize(`${dirname(file)}/${specifier}`);
    if (loaded.has(path)) continue;
    loaded.add(path);
    loadedBefore(path, loaded);
  }
  return loaded;
}

/** The files of the page are not among these: Deno would read them later only with a permission. */
const HEAVY = /^lib\/(?:chat|history|store|serving|dialects|discovery|monitoring)\//;

/** Lists for flags, which import nothing. */
const LIGHT = [
  "lib/dialects/dialect_names.ts",
  "lib/dialects/irc/settings.ts",
  "lib/serving/accounts/registration.ts",
];

Deno.test("the chat server binds its port before it loads the chat", () => {
  const heavy = [...loadedBefore("server.ts")].filter((file) => HEAVY.test(file));
  assert.deepEqual(heavy.sort(), LIGHT);
  for (const file of LIGHT) assert.deepEqual([...loadedBefore(file)], []);
});
