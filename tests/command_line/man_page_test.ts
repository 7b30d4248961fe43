import assert from "node:assert/strict";
import { flagHelp, flagsOf, placeholderOf } from "../../lib/command_line/command.ts";
import { manPage } from "../../lib/command_line/man_page.ts";
import { withLocalNames } from "../../lib/product/names.ts";
import { writeShellFiles } from "../../lib/programs/shell_files.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { has, PROGRAMS, run } from "./programs.ts";

for (const program of PROGRAMS) {
  const page = manPage(program);

  Deno.test(`the manual page of parley-${program.name} describes each flag and subcommand`, () => {
    const plain = page.replaceAll("\\-", "-").replace(/\\f[BIR]/g, "");
    for (const [name, flag] of Object.entries(flagsOf(program))) {
      const placeholder = placeholderOf(flag);
      const spelling = `${flag.short ? `-${flag.short}, ` : ""}--${name}` +
        (placeholder ? ` ${placeholder}` : "");
      const help = withLocalNames(flagHelp(program, name, flag), true);
      assert(plain.replaceAll("\\(aq", "'").includes(`.TP\n${spelling}\n${help}.\n`), name);
    }
    for (const subcommand of Object.keys(program.subcommands ?? {})) {
      assert(plain.includes(`\n.B parley-${program.name} ${subcommand}`), subcommand);
    }
    assert.doesNotMatch(page, /\b(server|client|crds)\.ts\b/);
  });

  for (
    const [checker, ...args] of [["groff", "-man", "-ww", "-z"], ["mandoc", "-Tlint", "-Wwarning"]]
  ) {
    Deno.test({
      name: `${checker} finds no fault with the manual page of parley-${program.name}`,
      ignore: !has(checker!),
      async fn() {
        // The page has no date, so that the same program always makes the same page.
        const output = await run([checker!, ...args], page).catch((error: Error) => error.message);
        const faults = output.split("\n").filter((line) => /warning|error/i.test(line))
          .filter((line) => !line.includes("missing date"));
        assert.deepEqual(faults, []);
      },
    });
  }
}

Deno.test("writeShellFiles writes a manual page and completions for each program", async () => {
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
