import assert from "node:assert/strict";
import { flagsOf } from "../../lib/command_line/command.ts";
import { helpText } from "../../lib/command_line/help.ts";
import { CLIENT } from "../../lib/programs/client/flags.ts";
import { SUBCOMMANDS } from "../../lib/programs/client/subcommands.ts";
import { PROGRAMS } from "./programs.ts";

for (const program of PROGRAMS) {
  Deno.test(`${program.name} --help names each flag, and fits a terminal`, () => {
    const lines = helpText(program).split("\n");
    for (const flag of Object.keys(flagsOf(program))) {
      assert.equal(lines.filter((line) => line.match(`^  .{4}--${flag}\\b(?!-)`)).length, 1, flag);
    }
    for (const line of lines) assert(line.length <= 80, line);
  });
}

Deno.test("helpText puts flags with a group under a heading of their own", () => {
  const text = helpText({
    name: "brew",
    usage: ["brew [TEA]"],
    summary: "Makes tea.",
    flags: {
      minutes: { short: "m", value: "N", help: "How long to wait", group: "Taste" },
      cold: { help: "Use cold water" },
    },
    examples: ["brew -m 3 sencha"],
  });
  assert.match(text, /^Flags:\n {6}--cold +Use cold water\n {6}--completions/m);
  assert.match(text, /^Taste:\n {2}-m, --minutes N +How long to wait\n\nExamples:/m);
});

Deno.test("the client has code for each way in its table, and the table knows its flags", () => {
  assert.deepEqual(Object.keys(SUBCOMMANDS).sort(), Object.keys(CLIENT.ways!).sort());
  for (const { flags } of Object.values(CLIENT.ways!)) {
    for (const flag of flags) assert(Object.hasOwn(CLIENT.flags, flag), flag);
  }
});
