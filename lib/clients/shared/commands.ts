/**
 * Chat commands as a table, from which they are run, explained and completed.
 *
 * @module
 */
import { nearest } from "../../errors/nearest.ts";

/** A command's name and arguments, and what it does. */
export interface CommandText {
  /** The command's name, with its slash if it has one. */
  readonly name: string;
  /** Other names for the same command. The help text and the completions leave them out. */
  readonly aliases?: readonly string[];
  /**
   * The arguments, such as `USER TEXT`. Each takes a word, and the last one takes the rest of the
   * line. Optional ones stand in brackets: `NAME [ADDRESS PORT]`.
   */
  readonly arguments: string;
  readonly help: string;
}

/** A command that acts on a `Context`. */
export interface ChatCommand<Context> extends CommandText {
  run(context: Context, ...args: string[]): void | Promise<unknown>;
  /** Returns the possible values of the first argument. */
  candidates?(context: Context): Iterable<string>;
}

/** Returns the command at the start of a line. */
export function findCommand<Context>(
  commands: readonly ChatCommand<Context>[],
  line: string,
): ChatCommand<Context> | undefined {
  const word = firstWord(line);
  return commands.find(({ name, aliases = [] }) => name === word || aliases.includes(word));
}

/**
 * Runs the command in a line.
 *
 * @returns the problem with the line, if any.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const received: string[] = [];
 * const commands: ChatCommand<string[]>[] = [{
 *   name: "/msg",
 *   arguments: "USER TEXT",
 *   help: "Send a message to a user",
 *   run: (context, user = "", text = "") => void context.push(user, text),
 * }];
 * await runCommand(commands, received, "/msg bob how are  you?");
 * assert.deepEqual(received, ["bob", "how are  you?"]);
 * assert.equal(await runCommand(commands, received, "/msg bob"), "Usage: /msg USER TEXT");
 * ```
 */
export async function runCommand<Context>(
  commands: readonly ChatCommand<Context>[],
  context: Context,
  line: string,
): Promise<string | undefined> {
  const command = findCommand(commands, line);
  if (!command) return unknownCommand(commands, firstWord(line));
  const names = command.arguments.split(" ").filter((name) => name !== "");
  const optional = names.findIndex((name) => name.startsWith("["));
  const args = splitWords(line.slice(firstWord(line).length), names.length);
  if (args.length < (optional < 0 ? names.length : optional)) return `Usage: ${usageOf(command)}`;
  await command.run(context, ...args);
}

/** Returns the completions of the last word in `before`: commands, or values of a first argument. */
export function candidatesFor<Context>(
  commands: readonly ChatCommand<Context>[],
  context: Context,
  before: string,
): string[] {
  const [, first, second] = /^(\S*)(?:\s+(\S*))?$/.exec(before) ?? [];
  if (first === undefined) return [];
  if (second === undefined) {
    return commands.map(({ name }) => name).filter((name) => name.startsWith(first));
  }
  const names = findCommand(commands, first)?.candidates?.(context) ?? [];
  return namesThatStart(names, second);
}

/** Returns the names that start with `typed`, in any case, and with or without a channel's `#`. */
export function namesThatStart(names: Iterable<string>, typed: string): string[] {
  const start = typed.toLowerCase();
  return Array.from(names).filter((name) => {
    const full = name.toLowerCase();
    return full.startsWith(start) || full.startsWith(`#${start}`);
  }).sort();
}

/** The widest column of usages, so that the help text fits 80 columns. */
const MAX_USAGE_COLUMNS = 28;

/** Returns the help text: a line for each command, or two if its usage is long. */
export function helpOn(commands: readonly CommandText[]): string {
  const longest = Math.max(...commands.map((command) => usageOf(command).length));
  const width = Math.min(longest, MAX_USAGE_COLUMNS);
  return commands.map((command) => {
    const usage = usageOf(command);
    const column = usage.length > width ? `${usage}\n${" ".repeat(width)}` : usage.padEnd(width);
    return `${column}  ${command.help}`;
  }).join("\n");
}

function usageOf(command: CommandText): string {
  return `${command.name} ${command.arguments}`.trimEnd();
}

/** Says that a command is unknown, and which one was probably meant. */
function unknownCommand(commands: readonly CommandText[], word: string): string {
  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const help = names.find((name) => name === "help") ?? "/help";
  const longer = names.filter((name) => word.length > 1 && name.startsWith(word));
  const meant = longer.length === 1 ? longer[0] : nearest(word, names);
  if (meant === undefined) return `Unknown command "${word}": type "${help}" to list all commands`;
  return `Unknown command "${word}": did you mean "${meant}"? "${help}" lists all commands`;
}

function firstWord(line: string): string {
  return /^\S*/.exec(line)![0];
}

/** Splits `text` into at most `count` words, the last of which holds the rest. */
function splitWords(text: string, count: number): string[] {
  const words: string[] = [];
  let rest = text.trim();
  while (words.length < count && rest !== "") {
    const end = words.length < count - 1 ? rest.search(/\s|$/) : rest.length;
    words.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return words;
}
