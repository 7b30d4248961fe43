import assert from "node:assert/strict";
import { dirname, normalize } from "node:path/posix";

/** The folders that a layer may import from, by folder, as the page's table has them. */
const ALLOWED = readTable();

function readTable(): Map<string, Set<string>> {
  const page = Deno.readTextFileSync("docs/architecture.md");
  const rows = page.matchAll(/^\| `lib\/(\w+)\/` +\| [^|]+ \| ([^|]+) \|$/gm);
  const names = new Set<string>();
  return new Map(Array.from(rows, ([, layer = "", imports = ""]) => {
    // A layer imports from layers that stand above it only: the table cannot hold a circle.
    const allowed = imports.trim() === "everything"
      ? new Set(names)
      : new Set([...names].filter((name) => RegExp(`\\b${name}\\b`).test(imports)));
    names.add(layer);
    return [layer, allowed];
  }));
}

function* sourceFiles(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sourceFiles(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

/** Returns the files below `lib/` that a file imports, without those of its documentation. */
function importsOf(file: string): string[] {
  const code = Deno.readTextFileSync(file).replace(/^\s*\*.*$/gm, "");
  const specifiers = code.matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"]+)"/g);
  return Array.from(specifiers, ([, specifier]) => normalize(`${dirname(file)}/${specifier}`))
    .filter((path) => path.startsWith("lib/"));
}

const layerOf = (file: string) => file.split("/")[1]!;

Deno.test("every folder of lib has a row in the table of layers", () => {
  const folders = Array.from(Deno.readDirSync("lib"), ({ name }) => name).sort();
  assert.deepEqual([...ALLOWED.keys()].sort(), folders);
});

Deno.test("a layer imports only from the layers that the table names", () => {
  const offenders = Array.from(sourceFiles("lib")).flatMap((file) =>
    importsOf(file)
      .filter((other) => layerOf(other) !== layerOf(file))
      .filter((other) => !ALLOWED.get(layerOf(file))!.has(layerOf(other)))
      .map((other) => `${file} imports ${other}`)
  );
  assert.deepEqual(offenders, []);
});

Deno.test("the table allows no import that does not happen", () => {
  for (const [layer, allowed] of ALLOWED) {
    if (layer === "programs") continue;
    const used = new Set(Array.from(sourceFiles(`lib/${layer}`)).flatMap(importsOf).map(layerOf));
    assert.deepEqual([...allowed].filter((name) => !used.has(name)), [], layer);
  }
});

Deno.test("a dialect knows sessions but no connections", () => {
  const imported = Array.from(sourceFiles("lib/dialects")).flatMap(importsOf)
    .filter((file) => layerOf(file) === "net");
  assert.deepEqual([...new Set(imported)], ["lib/net/session.ts"]);
});

Deno.test("no source file is longer than 300 lines", () => {
  const folders = ["lib", "bench", "release", "tests", "docs"];
  const files = [
    "server.ts",
    "client.ts",
    "crds.ts",
    ...folders.flatMap((folder) => [
      ...sourceFiles(folder),
    ]),
  ];
  const lines = (file: string) => Deno.readTextFileSync(file).trimEnd().split("\n").length;
  assert.deepEqual(files.filter((file) => lines(file) > 300), []);
});
