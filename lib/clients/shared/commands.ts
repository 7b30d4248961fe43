/**
 * What a user types behind a slash, as a table: what runs the commands and what explains them cannot
 * drift apart.
 *
 * @module
 */

/** A command. What it acts on is a `Context`. */
export interface ChatCommand<Context> {
  /** With the slash, where commands have one. */
  readonly name: string;
  /**
   * What has to follow, such as `USER TEXT`: a word each, and what is left for the last one. What may
   * be left out stands in brackets: `NAME [ADDRESS PORT]`.
   */
  readonly arguments: string;
  readonly help: string;
  run(context: Context, ...args: string[]): void | Promise<unknown>;
  /** What the first argument may be. */
  candidates?(context: Context): Iterable<string>;
}

/** The command that a line asks for, if it does. */
export function findCommand<Context>(
  commands: readonly ChatCommand<Context>[],
  line: string,
): ChatCommand<Context> | undefined {
  const [word] = /^\S*/.exec(line)!;
  return commands.find(({ name }) => name === word);
}

/**
 * Runs the command that a line asks for.
 *
 * @returns what is wrong with the line, if something is.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const told: string[] = [];
 * const commands: ChatCommand<string[]>[] = [{
 *   name: "/msg",
 *   arguments: "USER TEXT",
 *   help: "Tells a user something",
 *   run: (context, user = "", text = "") => void context.push(user, text),
 * }];
 * await runCommand(commands, told, "/msg bob how are  you?");
 * assert.deepEqual(told, ["bob", "how are  you?"]);
 * assert.equal(await runCommand(commands, told, "/msg bob"), "Usage: /msg USER TEXT");
 * ```
 */
export async function runCommand<Context>(
  commands: readonly ChatCommand<Context>[],
  context: Context,
  line: string,
): Promise<string | undefined> {
  const command = findCommand(commands, line);
  if (!command) {
    const help = commands.find(({ name }) => name === "help")?.name ?? "/help";
    return `${/^\S*/.exec(line)} is not a command: ${help} lists them all`;
  }
  const names = command.arguments.split(" ").filter((name) => name !== "");
  const optional = names.findIndex((name) => name.startsWith("["));
  const args = splitWords(line.slice(command.name.length), names.length);
  if (args.length < (optional < 0 ? names.length : optional)) return `Usage: ${usageOf(command)}`;
  await command.run(context, ...args);
}

/** What the word at the end of `before` may become: a command, or what the command is about. */
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
  return Array.from(names).filter((name) => startsWith(name, second)).sort();
}

/** Whether a name starts with what was typed: in capitals or not, the `#` of a channel or not. */
function startsWith(name: string, typed: string): boolean {
  const [full, start] = [name.toLowerCase(), typed.toLowerCase()];
  return full.startsWith(start) || full.startsWith(`#${start}`);
}

/** A line on each command. */
export function helpOn<Context>(commands: readonly ChatCommand<Context>[]): string {
  const width = Math.max(...commands.map((command) => usageOf(command).length));
  return commands.map((command) => `${usageOf(command).padEnd(width)}  ${command.help}`).join("\n");
}

function usageOf<Context>(command: ChatCommand<Context>): string {
  return `${command.name} ${command.arguments}`.trimEnd();
}

/** At most `count` words of `text`, the last of which holds all that is left. */
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
