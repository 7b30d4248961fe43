import type { Complete } from "./completion.ts";
import { isDumb, isInteractive } from "./capabilities.ts";
import { PlainConsole } from "./plain_console.ts";
import type { Speaker } from "./shown_text.ts";

/** Where a client reads what its user types and shows what comes in. */
export interface Console {
  /**
   * The lines the user enters, without their newline. Ends at end of input, at Ctrl+D or Ctrl+C,
   * when nobody reads the output any more, and with `close`. For one consumer at a time.
   */
  readonly lines: AsyncIterable<string>;

  /**
   * Shows `text`, one or more lines without the last one's newline, above the line being typed.
   * What a terminal would act upon is made visible.
   *
   * @param from Who says it, when it is somebody else.
   */
  print(text: string, from?: Speaker): void;

  /**
   * Resolves when all that was printed is written, or nobody reads any more; never rejects. Who
   * waits for it cannot run ahead of a slow reader.
   */
  flushed(): Promise<void>;

  /**
   * Changes the prompt: at once on a terminal, the next time that it is written on a pipe.
   * @param isSecret Whether a terminal shows nothing of what is typed behind it.
   */
  setPrompt(prompt: string, isSecret?: boolean): void;

  /**
   * Goes on with other options, for the next part of a program. What has been typed ahead is kept;
   * who reads `lines` from now on gets it.
   */
  become(options: ConsoleOptions): void;

  /**
   * Wipes the prompt, shows `lastWords` if given, gives the terminal back as it was. After it
   * nothing is shown. Resolves when all is written; never rejects.
   */
  close(lastWords?: string): Promise<void>;
}

/** What a console starts with. */
export interface ConsoleOptions {
  /** One line that stands before what the user types; may be empty. */
  readonly prompt: string;
  /** What Tab completes words with on a terminal. A second Tab lists them when there are several. */
  readonly complete?: Complete;
  /** Keys that on a terminal are a line of their own at once, whatever is being typed. */
  readonly instantKeys?: readonly string[];
  /** Whether the time stands before what others say. */
  readonly times?: boolean;
}

let opened: Promise<Console> | undefined;

/**
 * Opens the console for what standard input and output are: a terminal, or pipes and files. There is
 * one of each, so there is one console: when it is open already, it goes on with these options.
 */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
  if (opened !== undefined) {
    const console = await opened;
    console.become(options);
    return console;
  }
  return await (opened = open(options));
}

async function open(options: ConsoleOptions): Promise<Console> {
  if (!isInteractive() || isDumb()) return new PlainConsole(options, Deno.stdin, Deno.stdout);
  // Programs that talk to a client through pipes shall not wait for what only terminals need.
  const { TerminalConsole } = await import("./terminal_console.ts");
  return new TerminalConsole(options);
}
