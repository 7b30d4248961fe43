import assert from "node:assert/strict";
import { DIALECT_NAMES } from "../../lib/dialects/dialect_names.ts";
import { completions, type Shell } from "../../lib/command_line/completions/completions.ts";
import { COMMON_FLAGS, flagsOf } from "../../lib/command_line/command.ts";
import { writeShellFiles } from "../../lib/programs/shell_files.ts";
import { ClientProcess } from "../support/client_process.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { has, PROGRAMS, run } from "./programs.ts";

/** Command lines up to the cursor, with all words that the shell may put there, in order. */
const CASES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["parley-client mes", ["messenger"]],
  [
    "parley-client ",
    [
      ...["channel", "check", "direct", "doctor", "find", "listen", "messenger", "rooms", "send"],
      "wire",
    ],
  ],
  ["parley-client -p 3 se", ["send"]],
  ["parley-client doctor --in", ["--interface"]],
  ["parley-client direct --us", []],
  ["parley-client listen --us", ["--username"]],
  ["parley-client --port ", []],
  ["parley-server --dialect ", ["auto", ...DIALECT_NAMES]],
  ["parley-server --dialect ch", ["channel"]],
  ["parley-server --max-cl", ["--max-clients"]],
  ["parley-server 5", []],
  ["parley-crds --store kept", ["kept.db"]],
  ["parley-crds --completions f", ["fish"]],
];

const SHELLS = COMMON_FLAGS.completions.choices;

/** Makes a folder with the completions of all programs for `shell`, and with a file to complete. */
async function folderWith(shell: Shell): Promise<TemporaryFolder> {
  const folder = new TemporaryFolder();
  const all = PROGRAMS.map((program) => completions(program, shell)).join("\n");
  await Deno.writeTextFile(`${folder.path}/all`, `${all}\n`);
  await Deno.writeTextFile(`${folder.path}/kept.db`, "");
  return folder;
}

for (const shell of SHELLS) {
  const ignore = Deno.build.os === "windows" || !has(shell);

  Deno.test({
    name: `${shell} accepts the syntax of the completions of each program`,
    ignore,
    async fn() {
      await using folder = await folderWith(shell);
      assert.equal(await run([shell, "-n", `${folder.path}/all`]), "");
    },
  });
}

Deno.test({
  name: "bash completes command lines",
  ignore: Deno.build.os === "windows" || !has("bash"),
  async fn() {
    await using folder = await folderWith("bash");
    const script = `cd "$1" && source ./all && shift && COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) &&
      complete -p "$1" >/dev/null && { _\${1//-/_}; printf '%s\\n' "\${COMPREPLY[@]}"; }`;
    for (const [line, offered] of [...CASES, WITH_EQUALS]) {
      const words = line.split(/(?<==)|(?==)| /);
      const output = await run(["bash", "-c", script, "bash", folder.path, ...words]);
      assert.deepEqual(output.split("\n").filter(Boolean).sort(), offered, line);
    }
  },
});

/** A case for bash only: other shells complete this as one word. */
const WITH_EQUALS = ["parley-server --dialect=di", ["direct"]] as const;

Deno.test({ name: "fish completes command lines", ignore: !has("fish") }, async () => {
  await using folder = await folderWith("fish");
  for (const [line, offered] of CASES) {
    const script = "cd $argv[1]; source ./all; complete -C $argv[2]";
    const output = await run(["fish", "--no-config", "-c", script, folder.path, line]);
    const found = output.split("\n").filter(Boolean).map((row) => row.split("\t")[0]);
    assert.deepEqual(found.sort(), offered, line);
  }
});

for (
  const [how, setUp] of [
    ["sourced", "compinit -u -D; source ./all"],
    ["found", "fpath=($PWD/share/zsh/site-functions $fpath); compinit -u -D"],
  ]
) {
  const options = { ignore: !HAS_PTY || !has("zsh") };
  Deno.test(
    `zsh completes command lines with the completions that it has ${how}`,
    options,
    async () => {
      await using folder = await folderWith("zsh");
      await writeShellFiles(folder.path);
      await using pty = await Pty.start(["zsh", "-f", "-i"]);
      pty.type(`cd ${folder.path}; autoload -U compinit; ${setUp}; PS1='zsh> '\r`);
      const prompt = (row: string) => row.startsWith("zsh>");
      await pty.waitFor((screen) => screen.some((row) => row === "zsh>"), "the prompt");
      for (const [line, [only, ...others]] of CASES) {
        // zsh completes a word in full only if there is no other choice.
        if (only === undefined || others.length > 0) continue;
        const words = line.slice(0, line.lastIndexOf(" ") + 1) + only;
        pty.type(`${line}\t`);
        // zsh adds the equals sign of a flag that takes a value.
        const isThere = (row = "") => row.replace(/=$/, "") === `zsh> ${words}`;
        await pty.waitFor((screen) => isThere(screen.findLast(prompt)), words);
        pty.key("Ctrl+U");
        await pty.waitFor((screen) => screen.findLast(prompt) === "zsh>", "an empty line");
      }
    },
  );
}

Deno.test("completions contain each flag and use the names of the binaries", () => {
  for (const program of PROGRAMS) {
    for (const shell of SHELLS) {
      const text = completions(program, shell);
      for (const flag of Object.keys(flagsOf(program))) assert(text.includes(flag), flag);
      assert.match(text, new RegExp(`\\bparley-${program.name}\\b`));
      assert.doesNotMatch(text, /\.ts\b/);
    }
  }
});

Deno.test("completions for an unknown shell are a usage error", async () => {
  await using client = new ClientProcess("--completions", "tcsh");
  assert.equal(await client.exitCode, 2);
  const error = 'Cannot use "tcsh" for --completions: expected one of bash, zsh, fish. See --help.';
  assert.equal(client.errors.text.split("\n")[0], error);
});
