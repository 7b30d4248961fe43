import assert from "node:assert/strict";
import { asCalled } from "../../lib/command_line/names.ts";
import { flagsOf } from "../../lib/command_line/command.ts";
import { manPage } from "../../lib/command_line/man_page.ts";
import { writeShellFiles } from "../../lib/programs/shell_files.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { has, PROGRAMS, run } from "./programs.ts";

for (const program of PROGRAMS) {
  const page = manPage(program);

  Deno.test(`the manual page of parley-${program.name} has each flag of the table`, () => {
    const plain = page.replaceAll("\\-", "-").replace(/\\f[BIR]/g, "");
    for (const [flag, { short, value, help }] of Object.entries(flagsOf(program))) {
      const spelled = `${short ? `-${short}, ` : ""}--${flag}${value ? ` ${value}` : ""}`;
      assert(
        plain.replaceAll("\\(aq", "'").includes(`.TP\n${spelled}\n${asCalled(help, true)}.\n`),
        flag,
      );
    }
    for (const way of Object.keys(program.ways ?? {})) {
      assert(plain.includes(`\n.B parley-${program.name} ${way}`), way);
    }
    assert.doesNotMatch(page, /\b(server|client|crds)\.ts\b/);
  });

  for (
    const [checker, ...args] of [["groff", "-man", "-ww", "-z"], ["mandoc", "-Tlint", "-Wwarning"]]
  ) {
    Deno.test({
      name: `${checker} has nothing to say about the manual page of parley-${program.name}`,
      ignore: !has(checker!),
      async fn() {
        // The same page comes from the same program, whenever it is made: it has no date.
        const said = await run([checker!, ...args], page).catch((error: Error) => error.message);
        const others = said.split("\n").filter((line) => /warning|error/i.test(line))
          .filter((line) => !line.includes("missing date"));
        assert.deepEqual(others, []);
      },
    });
  }
}

Deno.test("writeShellFiles writes a page and completions for each program", async () => {
  using folder = new TemporaryFolder();
  await writeShellFiles(folder.path);
  for (const { name } of PROGRAMS) {
    for (
      const file of [
        `man/man1/parley-${name}.1`,
        `bash-completion/completions/parley-${name}`,
        `zsh/site-functions/_parley-${name}`,
        `fish/vendor_completions.d/parley-${name}.fish`,
      ]
    ) {
      const text = await Deno.readTextFile(`${folder.path}/share/${file}`);
      assert(text.includes("completions") && text.endsWith("\n"), file);
    }
  }
});
