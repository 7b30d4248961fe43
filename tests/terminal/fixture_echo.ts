/**
 * A program with a console, for tests. Its first argument holds options of the console in JSON. Each
 * SIGUSR2 shows the next of its other arguments, and ends the program if that is `close`. The program understands the commands `/say TEXT`,
 * `/prompt TEXT`, `/secret`, `/question`, `/back TEXT`, `/fail`, `/exit` and `/close TEXT`, and Tab completes them. It repeats
 * lines that it must not take for commands.
 */
import { openConsole, usePlainConsole } from "../../lib/terminal/console.ts";

const [options = "{}", ...messages] = Deno.args;
if (JSON.parse(options).isPlain) usePlainConsole();
const opening = openConsole({
  prompt: "[Me] ",
  complete,
  appliesToEachLine: (typed) => typed.startsWith("/say "),
  ...JSON.parse(options),
});
if (Deno.build.os !== "windows") {
  // SIGUSR1 would make Deno open its debugger.
  Deno.addSignalListener("SIGUSR2", async () => {
    const console = await opening;
    const message = messages.shift() ?? "No more messages";
    if (message !== "close") return console.print(message);
    await console.close("Bye");
    Deno.exit();
  });
}
const console = await opening;
if (JSON.parse(options).prompt === "") console.print("Ready");

for await (const { text: line, isLiteral } of console.lines) {
  if (isLiteral) {
    console.print(`text: ${line}`);
    continue;
  }
  const [command, ...words] = line.split(" ");
  const text = words.join(" ");
  if (command === "/say") console.print(text);
  if (command === "/prompt") console.setPrompt(`${text} `);
  if (command === "/secret") console.setPrompt("Secret: ", "secret");
  if (command === "/question") console.setPrompt("Question: ", "answer");
  if (command === "/back") console.putBack(text);
  if (command === "/fail") throw new Error("Failed on purpose");
  if (command === "/exit") Deno.exit(3);
  if (command === "/close") await console.close(text);
}
await console.close("Bye");
Deno.exit();

function complete(before: string): string[] {
  const commands = ["/say", "/prompt", "/fail", "/exit", "/close", "/closer"];
  return commands.filter((command) => command.startsWith(before));
}
