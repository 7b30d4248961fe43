import assert from "node:assert/strict";
import { COMMON_FLAGS, flagsOf } from "../../lib/command_line/command.ts";
import { integer, toggle } from "../../lib/command_line/flag.ts";
import { helpText, usageText } from "../../lib/command_line/help.ts";
import { CLIENT } from "../../lib/programs/client/flags.ts";
import { SUBCOMMANDS } from "../../lib/programs/client/subcommands.ts";
import { PROGRAMS } from "./programs.ts";

for (const program of PROGRAMS) {
  Deno.test(`${program.name} --help lists each flag once and fits a terminal`, () => {
    const lines = helpText(program).split("\n");
    for (const flag of Object.keys(flagsOf(program))) {
      assert.equal(lines.filter((line) => line.match(`^  .{4}--${flag}\\b(?!-)`)).length, 1, flag);
    }
    for (const line of lines) assert(line.length <= 80, line);
  });

  Deno.test(`no help text of ${program.name} repeats a default by hand`, () => {
    for (const [flag, { help }] of Object.entries(flagsOf(program))) {
      assert.doesNotMatch(help, /default/, flag);
    }
  });
}

const SUBCOMMAND_NAMES = Object.keys(CLIENT.subcommands) as (keyof typeof CLIENT.subcommands)[];

for (const name of SUBCOMMAND_NAMES) {
  Deno.test(`the help of ${name} lists its flags and those of every program, and no others`, () => {
    const text = helpText(CLIENT, name);
    const flags = Array.from(text.matchAll(/^ {2}.{4}--([\w-]+)/gm), ([, flag]) => flag);
    const own = [...CLIENT.subcommands[name].flags, ...Object.keys(COMMON_FLAGS)];
    assert.deepEqual(flags.sort(), own.sort());
    assert.match(text, new RegExp(`^Usage:\n {2}client\\.ts ${name}`, "m"));
    assert.match(text, new RegExp(`^Examples:\n {2}client\\.ts ${name}`, "m"));
    for (const line of text.split("\n")) assert(line.length <= 80, line);
  });
}

Deno.test("the usage below an error takes three lines at most, and leads to the help", () => {
  for (const program of PROGRAMS) {
    const subcommands = Object.keys(program.subcommands ?? {});
    for (const subcommand of [undefined, ...subcommands]) {
      const lines = usageText(program, subcommand).split("\n");
      assert(lines.length <= 3 && lines.every((line) => line.length <= 80), lines.join("\n"));
      assert.match(lines[0]!, /^Usage: /);
      assert.match(lines.at(-1)!, / --help$/);
    }
  }
});

Deno.test("helpText puts flags with a group under a heading of their own", () => {
  const text = helpText({
    name: "brew",
    usage: ["brew [TEA]"],
    summary: "Makes tea.",
    flags: {
      minutes: integer({
        ...{ short: "m", value: "N", help: "Steep for N minutes", group: "Taste" },
        ...{ min: 1, max: 9, default: 3 },
      }),
      cold: toggle({ help: "Use cold water" }),
    },
    examples: ["brew -m 3 sencha"],
  });
  assert.match(text, /^Flags:\n {6}--cold +Use cold water\n {6}--completions/m);
  assert.match(
    text,
    /^Taste:\n {2}-m, --minutes N +Steep for N minutes \(1 to 9; default: 3\)\n\nExamples:/m,
  );
});

Deno.test("each subcommand of the client has code, and its flags exist", () => {
  assert.deepEqual(Object.keys(SUBCOMMANDS).sort(), Object.keys(CLIENT.subcommands).sort());
  for (const { flags } of Object.values(CLIENT.subcommands)) {
    for (const flag of flags) assert(Object.hasOwn(CLIENT.flags, flag), flag);
  }
});
