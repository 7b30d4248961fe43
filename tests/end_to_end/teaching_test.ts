import assert from "node:assert/strict";
import { blocksOf } from "../docs/blocks.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { portOf, SERVER, serverOnTerminal } from "../support/server_terminal.ts";
import { endsWith } from "../support/screen.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const PAGE = "docs/teaching.md";
const PASSWORD = "tea-for-two";

/** A line that somebody types, behind the prompt. */
const TYPED = /^(?:#lab)?> (.*)$/;

async function join(port: number, name: string): Promise<Pty> {
  const command = [...programCommand("client", DENY_USER_ENV), `127.0.0.1:${port}`, "-u", name];
  const pty = await Pty.start([...command, "--no-store"]);
  await pty.waitFor((screen) => screen.includes(">"), "the prompt");
  return pty;
}

/** Rows that differ each time: notices about others, and attempts to connect. */
const VARIABLE = /^(?:\w+ has joined|127\.0\.0\.1:\d+|Cannot connect to) /;

/** Returns rows without what differs each time, such as the port and the times. */
function comparable(rows: readonly string[]): string[] {
  return rows.filter((row) => !VARIABLE.test(row)).map((row) =>
    row.replace(/\b\d\d:\d\d\b/, "TIME").replace(/(127\.0\.0\.1):\d+/, "$1:PORT")
  );
}

/** Plays the parts of the page in one user's terminal. */
class Reader {
  readonly pty: Pty;
  readonly #blocks: (readonly string[])[];
  /** How many rows were there before the part. */
  #start = 0;

  constructor(user: string, pty: Pty) {
    this.pty = pty;
    this.#blocks = blocksOf(PAGE).filter(({ language }) => language === user)
      .map(({ lines }) => lines);
    this.begin();
  }

  /** Starts comparing behind what is shown now. */
  begin(): void {
    this.#start = this.#rows().length;
  }

  /** Types and reads the next part. `onRow` lets others do what leads to a row. */
  async play(onRow: (row: string) => Promise<void> = () => Promise.resolve()): Promise<void> {
    const lines = this.#blocks.shift()!;
    for (const [at, line] of lines.entries()) {
      const [, typed] = TYPED.exec(line) ?? [];
      if (typed !== undefined) this.pty.type(`${typed}\r`);
      else await onRow(line);
      await this.#shows(lines.slice(0, at + 1));
    }
    this.begin();
  }

  /** Fails if the page has a part that nobody has played. */
  end(): void {
    assert.deepEqual(this.#blocks, []);
  }

  /** Waits until the part on the terminal starts with these lines. */
  async #shows(lines: readonly string[]): Promise<void> {
    const expected = comparable(lines).join("\n");
    const shown = () => this.#rows().slice(this.#start).join("\n");
    await this.pty.waitFor(() => `${shown()}\n`.startsWith(`${expected}\n`), expected);
  }

  /** The rows above the prompt. */
  #rows(): string[] {
    const rows = comparable(this.pty.transcript().join("\n").trimEnd().split("\n"));
    return /^(#lab(?: \(offline\))?)?>$/.test(rows.at(-1)!) ? rows.slice(0, -1) : rows;
  }
}

Deno.test("the session in docs/teaching.md is what its people type and read", {
  ignore: !HAS_PTY,
}, async () => {
  using folder = new TemporaryFolder();
  const store = folder.file("class.db");
  const { pty, port } = await serverOnTerminal("--store", store);
  await using _pty = pty;
  await using annsTerminal = await join(port, "ann");
  const ann = new Reader("ann", annsTerminal);
  await ann.play(async (row) => {
    if (!/^(New password|The same again):$/.test(row)) return;
    await endsWith(annsTerminal, row);
    annsTerminal.type(`${PASSWORD}\r`);
  });
  const server = new Reader("server", pty);
  await server.play();
  await ann.play();
  await using bob = await join(port, "bob");
  await using eve = await join(port, "eve");
  for (const terminal of [bob, eve]) {
    terminal.type("/join lab\r");
    await endsWith(terminal, "#lab>");
  }
  await ann.play(async (row) => {
    if (row !== "[bob] which page?") return;
    await endsWith(bob, "[ann] Read chapter 3 first", "#lab>");
    bob.type("which page?\r");
  });
  await using timsTerminal = await join(port, "tim");
  const tim = new Reader("tim", timsTerminal);
  await tim.play();
  ann.begin();
  Deno.kill(pty.pid, "SIGKILL");
  await annsTerminal.waitFor((screen) => screen.some((row) => row.startsWith("Reconnecting")), "");
  await using again = await Pty.start([...SERVER, `${port}`, "--store", store]);
  await ann.play();
  assert.equal(portOf(again), port);
  for (const reader of [ann, server, tim]) reader.end();
});
