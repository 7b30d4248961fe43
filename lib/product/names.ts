/**
 * Returns `text` with the programs named as this installation calls them: `server.ts` in a checkout,
 * `parley-server` as a binary.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(withLocalNames("client.ts listen | crds.ts", true), "parley-client listen | parley-crds");
 * assert.equal(withLocalNames("server.ts 55555", false), "server.ts 55555");
 * ```
 */
export function withLocalNames(text: string, isBinary: boolean = Deno.build.standalone): string {
  return isBinary ? text.replace(/\b(server|client|crds)\.ts\b/g, "parley-$1") : text;
}

/** Returns the name of a program's binary: `parley-server`. */
export function binaryName(program: { readonly name: string }): string {
  return `parley-${program.name}`;
}
