/**
 * `text` with the programs called as one calls them here: `server.ts` in a checkout, `parley-server`
 * where they are binaries.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(asCalled("client.ts listen | crds.ts", true), "parley-client listen | parley-crds");
 * assert.equal(asCalled("server.ts 55555", false), "server.ts 55555");
 * ```
 */
export function asCalled(text: string, isBinary: boolean = Deno.build.standalone): string {
  return isBinary ? text.replace(/\b(server|client|crds)\.ts\b/g, "parley-$1") : text;
}

/** What a program is called where it is installed. */
export function binaryOf(program: { readonly name: string }): string {
  return `parley-${program.name}`;
}
