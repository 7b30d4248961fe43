import type { Complete } from "./completion.ts";
import { isDumb, isInteractive } from "./capabilities.ts";
import type { EndingEvent } from "./exit_hooks.ts";
import type { HistoryStore } from "./history.ts";
import type { AppliesToEachLine, InputKind, InputLine } from "./input_line.ts";
import { PlainConsole } from "./plain_console.ts";
import type { Speaker } from "./shown_text.ts";

/** The place where a client reads its user's input and shows messages. */
export interface Console {
  /**
   * The lines that the user enters, without their newlines. They end at the end of the input, at
   * Ctrl+D or Ctrl+C on an empty line, when the terminal or the reader of the output is gone, and
   * with `close`. For one consumer at a time.
   */
  readonly lines: AsyncIterable<InputLine>;

  /**
   * Shows `text` above the line being typed, and makes visible the characters in it that a terminal
   * would obey.
   *
   * @param text One or more lines, without a newline at the end.
   * @param from The user who wrote the text, if that is another user.
   */
  print(text: string, from?: Speaker): void;

  /**
   * Resolves when all printed text is written or the reader of the output is gone; never rejects.
   * A caller that waits for it cannot run ahead of a slow reader.
   */
  flushed(): Promise<void>;

  /**
   * Changes the prompt. A terminal shows the new prompt at once, a pipe the next time that the
   * prompt is due.
   *
   * @param asksFor What the user enters after the prompt (default: a line).
   */
  setPrompt(prompt: string, asksFor?: InputKind): void;

  /**
   * Gives a line back to the user of a terminal, who may correct it. It does nothing if the input line
   * is not empty, or if keys that were typed before come in at once.
   */
  putBack(line: string): void;

  /**
   * Replaces the options, for the next part of a program. Input typed ahead stays for the next
   * consumer of `lines`.
   */
  setOptions(options: ConsoleOptions): void;

  /**
   * Erases the prompt, shows `lastWords` if given, and restores the terminal's settings. Nothing
   * is shown after that. Resolves when all text is written; never rejects.
   */
  close(lastWords?: string): Promise<void>;
}

/** The options of a {@linkcode Console}. */
export interface ConsoleOptions {
  /** One line, possibly empty, before the user's input. */
  readonly prompt: string;
  /** Completes words at Tab on a terminal. A second Tab lists the candidates if there are several. */
  readonly complete?: Complete;
  /** Keys that a terminal submits at once, in place of the line being typed: their lines by name. */
  readonly instantKeys?: Readonly<Record<string, string>>;
  /** Whether the time precedes the messages of other users. */
  readonly times?: boolean;
  /** Whether a terminal shows the names of other users in colour (default: true). */
  readonly colours?: boolean;
  /** Whether a terminal wraps messages between words, which adds line breaks to them. */
  readonly wrapsWords?: boolean;
  /** Keeps the lines that the user enters, without answers and secrets. */
  readonly history?: HistoryStore | undefined;
  /** Reports whether a line holds a secret, so that it cannot be recalled. */
  readonly holdsSecret?: (line: string) => boolean;
  /**
   * What ends the input on a terminal, apart from Ctrl+D (default: the first Ctrl+C). Ctrl+C on a
   * line that has been begun clears only that. The second has to follow within two seconds.
   */
  readonly leavesAt?: "first Ctrl+C" | "second Ctrl+C";
  /** The signals and events of errors that the program handles itself. It ends at others. */
  readonly handledEvents?: readonly EndingEvent[];
  /**
   * Reports whether the terminal is the program's again when it goes on after a stop (default: it is).
   * Meanwhile messages are only written.
   */
  isInForeground?(): boolean;
  /** Whether what the user typed before pasting several lines belongs to each of them. */
  readonly appliesToEachLine?: AppliesToEachLine;
}

let opened: Promise<Console> | undefined;
let isPlain = false;

/**
 * Makes the console that is opened next only add lines on a terminal, for screen readers: nothing is
 * drawn again, and the system edits the line being typed.
 */
export function usePlainConsole(): void {
  isPlain = true;
}

/**
 * Opens the console on standard input and standard output, whether they are a terminal or pipes and
 * files. A process has only one console: if it is already open, it continues with these options.
 */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
  if (opened !== undefined) {
    const console = await opened;
    console.setOptions(options);
    return console;
  }
  return await (opened = open(options));
}

async function open(options: ConsoleOptions): Promise<Console> {
  if (isPlain && isInteractive()) {
    const { LineConsole } = await import("./line_console.ts");
    return new LineConsole(options, Deno.stdin, Deno.stdout);
  }
  if (!isInteractive() || isDumb()) return new PlainConsole(options, Deno.stdin, Deno.stdout);
  // Loaded only for terminals, so that clients start faster on pipes.
  const { TerminalConsole } = await import("./terminal_console.ts");
  return await TerminalConsole.open(options);
}
