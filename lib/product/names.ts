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

/**
 * Returns the command that starts a program here, ready to be pasted into a shell: the binary, or
 * Deno with the program's file, which npx may have brought.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(localCommand("client", true), "parley-client");
 * assert.equal(localCommand("client", false, "/usr/bin/deno"), "deno run -A client.ts");
 * assert.equal(
 *   localCommand("client", false, "/home/ann/.npm/_npx/1a2b/node_modules/deno/deno"),
 *   "npx --yes deno@2 run -A client.ts",
 * );
 * ```
 */
export function localCommand(
  name: string,
  isBinary: boolean = Deno.build.standalone,
  deno: string = Deno.execPath(),
): string {
  if (isBinary) return binaryName({ name });
  const isFromNpx = /[\\/]_npx[\\/]/.test(deno);
  return `${isFromNpx ? "npx --yes deno@2" : "deno"} run -A ${name}.ts`;
}
