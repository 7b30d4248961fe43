/**
 * A program with a console, for tests. Each SIGUSR2 shows the next of its arguments. The program
 * understands the commands `/say TEXT`, `/prompt TEXT`, `/fail`, `/exit` and `/close TEXT`, and Tab
 * completes them.
 */
import { openConsole } from "../../lib/terminal/console.ts";

const messages = [...Deno.args];
const console = await openConsole({ prompt: "[Me] ", complete });
if (Deno.build.os !== "windows") {
  // SIGUSR1 would make Deno open its debugger.
  Deno.addSignalListener("SIGUSR2", () => console.print(messages.shift() ?? "No more messages"));
}

for await (const line of console.lines) {
  const [command, ...words] = line.split(" ");
  const text = words.join(" ");
  if (command === "/say") console.print(text);
  if (command === "/prompt") console.setPrompt(`${text} `);
  if (command === "/fail") throw new Error("Failed on purpose");
  if (command === "/exit") Deno.exit(3);
  if (command === "/close") await console.close(text);
}
await console.close("Bye");

function complete(before: string): string[] {
  const commands = ["/say", "/prompt", "/fail", "/exit", "/close", "/closer"];
  return commands.filter((command) => command.startsWith(before));
}
