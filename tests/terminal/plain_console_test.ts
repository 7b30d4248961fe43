import { deepEqual, equal } from "node:assert/strict";
import { PlainConsole } from "../../lib/terminal/plain_console.ts";

const PROMPT = "[Me] ";
const ERASER = "\r    \r";
const FIXTURE = `${import.meta.dirname}/fixture_echo.ts`;

/** Input that the test types. */
class Input {
  #stream = new TransformStream<Uint8Array>();
  #writer = this.#stream.writable.getWriter();
  #reader = this.#stream.readable.getReader();

  type(text: string): void {
    this.#writer.write(new TextEncoder().encode(text));
  }

  end(): void {
    this.#writer.close();
  }

  async read(into: Uint8Array): Promise<number | null> {
    const { value, done } = await this.#reader.read();
    if (done) return null;
    into.set(value);
    return value.length;
  }

  close(): void {
    this.#reader.cancel();
  }
}

class Output {
  text = "";

  write(bytes: Uint8Array): Promise<number> {
    this.text += new TextDecoder().decode(bytes);
    return Promise.resolve(bytes.length);
  }
}

function open(prompt = PROMPT) {
  const input = new Input();
  const output = new Output();
  const console = new PlainConsole({ prompt }, input, output);
  return { input, output, console, lines: console.lines[Symbol.asyncIterator]() };
}

Deno.test("PlainConsole writes the prompt at the start and when the consumer asks for the next line", async () => {
  const { input, output, lines } = open();
  equal(output.text, PROMPT);
  input.type("one\ntwo\n");
  equal((await lines.next()).value?.text, "one");
  equal(output.text, PROMPT);
  equal((await lines.next()).value?.text, "two");
  equal(output.text, PROMPT + PROMPT);
  const last = lines.next();
  equal(output.text, PROMPT + PROMPT + PROMPT);
  input.end();
  equal((await last).done, true);
  equal((await lines.next()).done, true);
  equal(output.text, PROMPT + PROMPT + PROMPT);
});

Deno.test("PlainConsole writes a changed prompt when the consumer asks for the first line", async () => {
  const { input, output, console, lines } = open("");
  console.setPrompt("Name: ");
  const first = lines.next();
  equal(output.text, "Name: ");
  input.type("one\n");
  await first;
  console.setPrompt("");
  console.print("Hello");
  console.setPrompt("> ");
  const second = lines.next();
  input.end();
  await second;
  equal(output.text, "Name: \r     \rHello\n> ");
});

Deno.test("PlainConsole also writes the prompt after a last line without a newline", async () => {
  const { input, output, console } = open();
  input.type("one\ntwo");
  input.end();
  deepEqual(await Array.fromAsync(console.lines, ({ text }) => text), ["one", "two"]);
  await console.close();
  equal(output.text, PROMPT + PROMPT + PROMPT);
});

Deno.test("PlainConsole writes only the prompt if there is no input", async () => {
  const { input, output, console } = open();
  input.end();
  deepEqual(await Array.fromAsync(console.lines), []);
  await console.close();
  equal(output.text, PROMPT);
});

Deno.test("PlainConsole erases the prompt, prints the message and writes the prompt again", async () => {
  const { output, console } = open();
  console.print("Hello");
  console.print("two\nlines");
  console.print("");
  await console.close();
  equal(
    output.text,
    `${PROMPT}${ERASER}Hello\n${PROMPT}${ERASER}two\nlines\n${PROMPT}${ERASER}\n${PROMPT}`,
  );
});

Deno.test("PlainConsole erases the prompt even if it is not back yet after a line", async () => {
  const { input, output, console, lines } = open();
  input.type("one\n");
  await lines.next();
  console.print("Hello");
  await console.close();
  equal(output.text, `${PROMPT}${ERASER}Hello\n${PROMPT}`);
});

Deno.test("PlainConsole erases as many columns as the prompt may have, and at least four", async () => {
  for (
    const [prompt, spaces] of [["> ", 4], ["[Me] ", 4], ["[Me]", 4], ["[Panda]  ", 7], [
      "日本語 ",
      6,
    ]] as const
  ) {
    const { output, console } = open(prompt);
    console.print("x");
    await console.close();
    equal(output.text, `${prompt}\r${" ".repeat(spaces)}\rx\n${prompt}`);
  }
});

Deno.test("PlainConsole without a prompt writes only messages and newlines", async () => {
  const { input, output, console } = open("");
  input.type("one\ntwo\n");
  input.end();
  await Array.fromAsync(console.lines);
  console.print("Hello");
  await console.close("Bye");
  equal(output.text, "Hello\nBye\n");
});

Deno.test("PlainConsole erases the prompt for its last words and writes no other prompt", async () => {
  const { output, console } = open();
  await console.close("Bye");
  equal(output.text, `${PROMPT}${ERASER}Bye\n`);
});

Deno.test("PlainConsole is flushed when a slow reader has read everything", async () => {
  let text = "";
  const console = new PlainConsole({ prompt: PROMPT }, new Input(), {
    async write(bytes) {
      const part = bytes.subarray(0, 2);
      await Promise.resolve();
      text += new TextDecoder().decode(part);
      return part.length;
    },
  });
  console.print("Hello");
  await console.flushed();
  equal(text, `${PROMPT}${ERASER}Hello\n${PROMPT}`);
  await console.close();
});

Deno.test("PlainConsole shows nothing after close", async () => {
  const { output, console } = open();
  await console.close();
  console.print("Hello");
  await console.close("Bye");
  equal(output.text, PROMPT);
});

Deno.test("closing a PlainConsole ends a pending read and discards lines read ahead", async () => {
  const waiting = open();
  const next = waiting.lines.next();
  await waiting.console.close();
  equal((await next).done, true);

  const ahead = open();
  ahead.input.type("one\ntwo\n");
  equal((await ahead.lines.next()).value?.text, "one");
  await ahead.console.close();
  equal((await ahead.lines.next()).done, true);
  equal(ahead.output.text, PROMPT);
});

Deno.test("PlainConsole writes a new prompt when the prompt is due next", async () => {
  const { output, console } = open();
  console.setPrompt("[Panda] ");
  equal(output.text, PROMPT);
  console.print("Hello");
  console.print("Hello");
  await console.close();
  equal(output.text, `${PROMPT}${ERASER}Hello\n[Panda] \r       \rHello\n[Panda] `);
});

Deno.test("PlainConsole makes messages and last words safe to print", async () => {
  const { output, console } = open("");
  console.print("\x1b[2J");
  await console.close("\x07");
  equal(output.text, "␛[2J\n␇\n");
});

Deno.test("PlainConsole works through the pipes of a real process", async () => {
  await using process = spawnFixture();
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode("/say Grüße\r\n\n/say half"));
  await input.close();
  const { code, stdout } = await process.output();
  equal(
    new TextDecoder().decode(stdout),
    `${PROMPT}${ERASER}Grüße\n${PROMPT}${PROMPT}${PROMPT}${ERASER}half\n${PROMPT}${PROMPT}${ERASER}Bye\n`,
  );
  equal(code, 0);
});

Deno.test("PlainConsole lets a process exit while its input is still open", async () => {
  await using process = spawnFixture();
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode("/close now\n"));
  const { code, stdout } = await process.output();
  equal(new TextDecoder().decode(stdout), `${PROMPT}${ERASER}now\n`);
  equal(code, 0);
  await input.abort().catch(() => {});
});

Deno.test("PlainConsole ends the lines without an error when the reader of the output is gone", async () => {
  await using process = spawnFixture();
  await process.stdout.cancel();
  const input = process.stdin.getWriter();
  // The process may have ended already, when it wrote its first prompt.
  await input.write(new TextEncoder().encode("/say into the void\n")).catch(() => {});
  const { code } = await process.status;
  equal(code, 0);
  await input.abort().catch(() => {});
});

function spawnFixture(): Deno.ChildProcess {
  const args = ["run", "--no-prompt", FIXTURE];
  return new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
}
