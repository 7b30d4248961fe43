import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { type Module, modulesOf, problems } from "../../release/module_graph.ts";
import { type Program, PROGRAMS } from "../../release/programs.ts";

const ROOT = Deno.cwd();
const URL_OF_ROOT = pathToFileURL(`${ROOT}/`);

async function problemsOf(program: Partial<Program>): Promise<string[]> {
  const whole = { ...PROGRAMS.server, ...program };
  return problems(whole, await modulesOf(whole, ROOT), URL_OF_ROOT);
}

Deno.test("problems finds none in the programs", async () => {
  for (const program of Object.values(PROGRAMS)) assert.deepEqual(await problemsOf(program), []);
});

Deno.test("problems finds files for development, even if only an included module imports them", async () => {
  const files = ["deadline", "raw_client", "text_output"].map((name) => `tests/support/${name}.ts`);
  assert.deepEqual(
    await problemsOf({ includes: ["tests/support/raw_client.ts"] }),
    files.map((file) => `"${file}" is for development only`),
  );
});

Deno.test("problems finds packages that are not listed or that Deno fetches before the start", async () => {
  const entry = "tests/terminal/width_test.ts";
  const unknown = await problemsOf({ entry });
  assert.match(unknown.join("\n"), /^The package "string-width@.*" is not listed/m);
  const early = await problemsOf({ entry, packages: ["string-width"] });
  assert.match(early.join("\n"), /^Deno fetches the package "string-width@.*" before/m);
  const late = await problemsOf({ includes: [entry], packages: ["string-width"] });
  assert.deepEqual(late, [`"${entry}" is for development only`]);
});

Deno.test("problems finds modules that are missing or not in the project", () => {
  const modules: Module[] = [
    { specifier: "https://example.com/mod.ts" },
    { specifier: `${URL_OF_ROOT}lib/gone.ts`, error: "Module not found" },
    { specifier: "file:///elsewhere/lib/mod.ts" },
    { specifier: "node:util" },
  ];
  assert.deepEqual(problems(PROGRAMS.server, { atStart: modules, all: modules }, URL_OF_ROOT), [
    '"https://example.com/mod.ts" is not a file of the project',
    `Cannot find "${URL_OF_ROOT}lib/gone.ts": Module not found`,
    '"file:///elsewhere/lib/mod.ts" is not a file of the project',
  ]);
});
