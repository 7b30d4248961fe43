import { ExpectedError } from "../../errors/expected_error.ts";
import { EXIT } from "../../errors/exit.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { beforeExit } from "../../terminal/exit_hooks.ts";
import { withinTime } from "../check/patience.ts";
import { Changes } from "../shared/changes.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";

/**
 * What the program believes to be connected to: pipes, or a pseudo-terminal, which may show what is
 * typed or not.
 */
export type Connected = "pipes" | "quiet-terminal" | "terminal";

/** How much of the program's output is read, in characters: no case leads to more. */
const MAX_OUTPUT_LENGTH = 512 * 1024;

/** The size of the pseudo-terminal: wide enough that no line of a case wraps. */
const TERMINAL_SIZE = "stty rows 50 cols 500";

/** The program cannot be started. */
export class CannotStart extends ExpectedError {
  override name = "CannotStart";
  override readonly exitCode = EXIT.usage;
}

/** A running client program of somebody else, with all processes that it has started. */
export class ClientProgram {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #unhook: () => void;
  readonly #onOutput: (text: string) => void;
  #output = "";
  #errors = "";
  #status: Deno.CommandStatus | undefined;
  /** The process id inside the pseudo-terminal, which has a session of its own. */
  #innerPid: number | undefined;
  #isAnnounced: boolean;
  #isFlooding = false;
  readonly #changes = new Changes();
  readonly #ended: Promise<unknown>;

  /**
   * Starts a program.
   *
   * @param onOutput Gets what the program prints on its standard output, as it comes, and an empty
   * text when the program has ended.
   * @throws {CannotStart}
   */
  constructor(
    words: readonly string[],
    connected: Connected,
    onOutput: (text: string) => void,
  ) {
    const [program = "", ...args] = connected === "pipes" ? words : onTerminal(words, connected);
    this.#onOutput = onOutput;
    this.#isAnnounced = connected === "pipes";
    // Before the start: a signal may come while the program has begun to run.
    this.#unhook = beforeExit(() => this.#signal());
    try {
      this.#child = new Deno.Command(program, {
        args,
        // Python would keep its output until the end otherwise.
        env: { PYTHONUNBUFFERED: "1", ...(connected === "pipes" ? {} : { TERM: "xterm" }) },
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
        detached: Deno.build.os !== "windows",
      }).spawn();
    } catch (cause) {
      this.#unhook();
      throw cannotStart(words, cause);
    }
    this.#input = this.#child.stdin.getWriter();
    const reading = Promise.all([
      this.#read(this.#child.stdout, (text) => this.#take(text)),
      this.#read(this.#child.stderr, (text) => this.#errors += text),
    ]);
    const exited = this.#child.status.then((status) => {
      this.#status = status;
      this.#changes.notify();
      this.#onOutput("");
    });
    // A child of the program may keep its output open after it has ended.
    this.#ended = exited.then(() => withinTime(reading, 200)).then(() => this.#changes.notify());
  }

  /** All output so far. */
  get output(): string {
    return this.#output;
  }

  /** The standard error so far. */
  get errors(): string {
    return this.#errors;
  }

  /** Whether the program has printed more than the check reads. */
  get isFlooding(): boolean {
    return this.#isFlooding;
  }

  /** How the program ended, or `undefined` while it runs. */
  get status(): Deno.CommandStatus | undefined {
    return this.#status;
  }

  /** Types a text. */
  async type(text: string): Promise<void> {
    // A program that has ended does not read it; the case notices that elsewhere.
    await withinTime(this.#input.write(new TextEncoder().encode(text)).catch(rethrowBug), 1000);
  }

  /** Closes the input: the end of a pipe, Ctrl+D on a terminal. */
  async endInput(): Promise<void> {
    await withinTime(this.#input.close().catch(rethrowBug), 1000);
  }

  /** Waits until a condition holds, the program has ended, or the time is over. */
  async waitUntil(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    await this.#changes.waitUntil(() => holds() || this.#status !== undefined, timeoutMs);
    // Its last output may still be on the way.
    if (!holds() && this.#status !== undefined) await this.#ended;
    return holds();
  }

  /** Waits for the end of the program. Returns whether it has ended in time. */
  async waitForEnd(timeoutMs: number): Promise<boolean> {
    return await withinTime(this.#ended.then(() => true), timeoutMs) ?? false;
  }

  /** Kills the program and all processes that it has started. */
  async kill(): Promise<void> {
    this.#signal();
    await withinTime(this.#ended, 2000);
    this.#unhook();
    await this.#input.abort().catch(rethrowBug);
  }

  #signal(): void {
    const groups = this.#innerPid === undefined ? [] : [-this.#innerPid];
    for (const target of [...groups, -this.#child.pid]) {
      try {
        // The negative number stands for the group of processes.
        if (Deno.build.os !== "windows") Deno.kill(target, "SIGKILL");
        else if (this.#status === undefined) this.#child.kill("SIGKILL");
      } catch (error) {
        // All of them have ended.
        rethrowBug(error);
      }
    }
  }

  #take(text: string): void {
    this.#output += text;
    if (!this.#isAnnounced) {
      const [announcement, pid] = ANNOUNCEMENT.exec(this.#output) ?? [];
      if (announcement === undefined) return;
      this.#isAnnounced = true;
      this.#innerPid = Number(pid);
      this.#output = this.#output.slice(this.#output.indexOf(announcement) + announcement.length);
      text = this.#output;
    }
    this.#onOutput(text);
    this.#changes.notify();
  }

  async #read(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    let length = 0;
    try {
      for await (const bytes of stream) {
        const text = decoder.decode(bytes, { stream: true });
        take(text);
        length += text.length;
        this.#isFlooding = length > MAX_OUTPUT_LENGTH;
        if (this.#isFlooding) break;
      }
    } catch (error) {
      rethrowBug(error);
    }
  }
}

/** The first output on a pseudo-terminal: the process id, in an escape sequence of our own. */
const ANNOUNCEMENT =
  // deno-lint-ignore no-control-regex -- no program writes it by chance
  /\x1b\]7777;(\d+)\x07/;

/** Returns a command that runs `words` on a new pseudo-terminal. */
function onTerminal(words: readonly string[], connected: Connected): string[] {
  const quiet = connected === "quiet-terminal" ? " -echo" : "";
  const script = `${TERMINAL_SIZE}${quiet}; printf '\\033]7777;%s\\007' $$; exec ` +
    words.map(quoted).join(" ");
  return Deno.build.os === "darwin"
    ? ["script", "-q", "/dev/null", "sh", "-c", script]
    : ["script", "-qefc", `exec sh -c ${quoted(script)}`, "/dev/null"];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Reports whether a program can be run on a pseudo-terminal here. */
export async function hasTerminals(): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  try {
    const words = ["sh", "-c", "command -v script"];
    const { success } = await new Deno.Command(words[0]!, { args: words.slice(1) }).output();
    return success;
  } catch (error) {
    rethrowBug(error);
    return false;
  }
}

function cannotStart(words: readonly string[], cause: unknown): CannotStart {
  rethrowBug(cause);
  const isForbidden = cause instanceof Deno.errors.NotCapable;
  return new CannotStart(
    `Cannot start "${words.join(" ")}": ${isForbidden ? "Deno forbids it" : systemReason(cause)}`,
    { cause, hint: isForbidden ? "Allow it with --allow-run." : "Check the command after --." },
  );
}
