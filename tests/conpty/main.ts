/**
 * Checks that the channel client can be used on a pseudo-terminal, that of Windows (ConPTY) among
 * them: `deno run -A tests/conpty/main.ts`. The other tests with terminals need `script`, which
 * Windows does not have.
 *
 * @module
 */
import assert from "node:assert/strict";
import { spawn } from "@lydell/node-pty";
import { withDeadline } from "../support/deadline.ts";
import { FrameClient } from "../support/frame_client.ts";
import { programCommand } from "../support/programs.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TextOutput } from "../support/text_output.ts";

const LEFT = "\x1b[D";

await using server = await ServerProcess.start();
await using ann = await FrameClient.creator(server.port, "Ann", "tea");
const [command, ...args] = [
  ...programCommand("client"),
  ...["Bob", "127.0.0.1", `${server.port}`, "--no-store"],
];
const terminal = spawn(command!, args, { cols: 80, rows: 24, name: "xterm-256color" });
const exit = Promise.withResolvers<number>();
terminal.onExit(({ exitCode }) => exit.resolve(exitCode));
const shown = new TextOutput(
  new ReadableStream({
    start: (output) =>
      void terminal.onData((text) => output.enqueue(new TextEncoder().encode(text))),
  }),
);
const shows = (text: string) => shown.waitUntil((all) => all.includes(text), text);

await shows("[Me]");
terminal.write("/join tea\r");
assert.deepEqual(await ann.hear(1), ["Bob has joined"]);
terminal.write(`helo${LEFT}l\r`);
assert.deepEqual(await ann.hear(1), ["[Bob] hello"]);
await ann.say("Hello, Bob");
await shows("Hello, Bob");
terminal.write("grüezi 日本");
await shows("grüezi 日本");
terminal.write("\x15\x04");
const code = await withDeadline(exit.promise, () => "The client did not end at Ctrl+D");
assert.equal(code, 0);
console.log("The client works on this pseudo-terminal");
Deno.exit();
