import assert from "node:assert/strict";
import { OutputQueue } from "../../lib/terminal/output_queue.ts";
import { StatusLog } from "../../lib/terminal/status_log.ts";

/** A sink that accepts nothing until it is opened. */
class Gate {
  text = "";
  readonly #open = Promise.withResolvers<void>();

  open(): void {
    this.#open.resolve();
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#open.promise;
    this.text += new TextDecoder().decode(bytes);
    return bytes.length;
  }
}

Deno.test("StatusLog writes each text on one line, whatever it contains", async () => {
  const gate = new Gate();
  gate.open();
  const queue = new OutputQueue(gate);
  const log = new StatusLog(queue);
  log.line("Bob\nis \x1b[2J here");
  log.line("bye");
  await queue.flushed();
  assert.equal(gate.text, "Bob␊is ␛[2J here\nbye\n");
});

Deno.test("StatusLog counts lines that nobody reads instead of keeping them", async () => {
  const gate = new Gate();
  const queue = new OutputQueue(gate);
  const log = new StatusLog(queue);
  for (let count = 0; count < 100_000; count++) log.line("a line of some length");
  assert(queue.queuedLength < 100_000, `${queue.queuedLength} characters are kept`);
  gate.open();
  await queue.flushed();
  log.line("again");
  await queue.flushed();
  const lines = gate.text.trimEnd().split("\n");
  const lost = Number(/^\((\d+) lines lost\)$/.exec(lines.at(-2)!)?.[1]);
  assert.equal(lines.length - 2 + lost, 100_000);
  assert.equal(lines.at(-1), "again");
});
