import assert from "node:assert/strict";
import { PipedProcess } from "../support/piped_process.ts";

/** Runs a program whose `main` does what `body` says. */
async function runWith(body: string, ...args: string[]) {
  const imports = Object.entries({
    runProgram: "command_line/program.ts",
    ExpectedError: "errors/expected_error.ts",
  }).map(([name, path]) =>
    `import { ${name} } from "${import.meta.resolve(`../../lib/${path}`)}";`
  );
  const command =
    `{ name: "brew", usage: ["brew"], summary: "Makes tea.", flags: {}, examples: [] }`;
  const code = `${imports.join("")}
    class KettleError extends ExpectedError {}
    await runProgram(${command}, Deno.args, () => { ${body} });`;
  const url = `data:text/typescript,${encodeURIComponent(code)}`;
  await using process = new PipedProcess([Deno.execPath(), "run", "-A", url, ...args]);
  return { code: await process.exitCode, errors: process.errors.text };
}

const EXPECTED =
  `throw new KettleError("Cannot boil the water: no power", { hint: "Plug it in." })`;

Deno.test("an expected error is printed in one line, exit code 1", async () => {
  assert.deepEqual(await runWith(EXPECTED), {
    code: 1,
    errors: "Cannot boil the water: no power. Plug it in.\n",
  });
});

Deno.test("an expected error has its stack with --debug", async () => {
  const { code, errors } = await runWith(EXPECTED, "--debug");
  assert.equal(code, 1);
  assert.match(errors, /^Cannot boil the water: no power\. Plug it in\.\n[^]*\n {4}at /);
});

Deno.test("any other error is a bug: its stack, and where to report it, exit code 1", async () => {
  const { code, errors } = await runWith(`throw new TypeError("water is not iterable")`);
  assert.equal(code, 1);
  assert.match(errors, /^TypeError: water is not iterable\n {4}at /);
  assert.match(
    errors,
    /\nThis is a bug in parley-brew \d+\.\d+\.\d+.*\. Please report it at https:\/\/github\.com\/parley-chat\/parley\/issues\n$/,
  );
});
