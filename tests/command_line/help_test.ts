import assert from "node:assert/strict";
import { flagsOf } from "../../lib/command_line/command.ts";
import { integer, toggle } from "../../lib/command_line/flag.ts";
import { helpText } from "../../lib/command_line/help.ts";
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
