import assert from "node:assert/strict";
import { parseCommandLine } from "../../lib/command_line/arguments.ts";
import type { Command } from "../../lib/command_line/command.ts";
import { choice, integer, text, toggle } from "../../lib/command_line/flag.ts";
import { UsageError } from "../../lib/errors/expected_error.ts";

const TEA = {
  ...{ name: "brew", usage: ["brew.ts [TEA]"], summary: "Makes tea.", examples: [] },
  flags: {
    minutes: integer({ short: "m", value: "N", help: "Steep so long", min: 1, max: 9, default: 3 }),
    cups: integer({ value: "N", help: "Fill N cups", min: 2, max: 9, zero: "all" }),
    milk: choice(["cow", "oat"], { value: "MILK", help: "Add this milk" }),
    name: text({ short: "n", value: "NAME", help: "Put NAME on the cup" }),
    cold: toggle({ short: "c", help: "Use cold water" }),
  },
} satisfies Command;

const parse = (...words: string[]) => parseCommandLine(TEA, words);

Deno.test("a flag's value has the type that its table says", () => {
  const args = parse("--milk", "oat", "-c", "sencha", "--", "--hot");
  const minutes: number = args.get("minutes");
  const cups: number | undefined = args.get("cups");
  const milk: "cow" | "oat" | undefined = args.get("milk");
  const name: string | undefined = args.get("name");
  const [cold, debug]: boolean[] = [args.get("cold"), args.get("debug")];
  assert.deepEqual([minutes, cups, milk, name], [3, undefined, "oat", undefined]);
  assert.deepEqual([cold, debug], [true, false]);
  assert.deepEqual(args.positionals, ["sencha", "--hot"]);
  assert.deepEqual([...args.given].sort(), ["cold", "milk"]);
});

Deno.test("a flag's value may follow in the same word, and the last one counts", () => {
  assert.equal(parse("--minutes=2").get("minutes"), 2);
  assert.equal(parse("-m2").get("minutes"), 2);
  assert.equal(parse("-cm", "2").get("minutes"), 2);
  assert.equal(parse("-m", "2", "--minutes", "5").get("minutes"), 5);
  assert.equal(parse("--name=-x").get("name"), "-x");
  assert.equal(parse("--name", "-").get("name"), "-");
  assert.equal(parse("--cups=0").get("cups"), 0);
});

const MISTAKES: readonly (readonly [words: readonly string[], text: string])[] = [
  [["--minuts", "3"], "Unknown flag --minuts. Did you mean --minutes?"],
  [["--cpus=3"], "Unknown flag --cpus. Did you mean --cups?"],
  [["--sugar"], "Unknown flag --sugar. See --help."],
  [["--constructor"], "Unknown flag --constructor. See --help."],
  [["-x"], "Unknown flag -x. See --help."],
  [["--name"], "Cannot use --name without a value. Write --name NAME."],
  [["-n"], "Cannot use -n without a value. Write --name NAME."],
  [["-n", "--cold"], "Cannot use -n without a value. Write --name NAME, or --name=--cold."],
  [["--name="], 'Cannot use "" for --name: the value is empty. See --help.'],
  [["--cold=yes"], 'Cannot use "yes" for --cold: the flag takes no value. See --help.'],
  [["--milk", "soy"], 'Cannot use "soy" for --milk: expected one of cow, oat. See --help.'],
  ...["0", "10", "1.5", "1e0", "x", "9".repeat(400)].map((value) =>
    [
      ["-m", value],
      `Cannot use "${value}" for --minutes: expected a whole number from 1 to 9. See --help.`,
    ] as const
  ),
  [
    ["--cups", "1"],
    'Cannot use "1" for --cups: expected a whole number from 2 to 9, or 0 (all). See --help.',
  ],
];

for (const [words, text] of MISTAKES) {
  const name = words.join(" ").slice(0, 40);
  Deno.test(`a wrong command line is explained in our own words: ${name}`, () => {
    assert.throws(() => parse(...words), (error: Error) => {
      assert(error instanceof UsageError);
      assert.equal(error.text, text);
      assert.equal(error.exitCode, 2);
      return true;
    });
  });
}
