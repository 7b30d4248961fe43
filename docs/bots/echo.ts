// A bot that answers "!time" and "!echo TEXT" in a channel.
// Start it with: deno run --allow-net echo.ts ADDRESS PORT CHANNEL
const [hostname = "127.0.0.1", port = "55555", name = "tea"] = Deno.args;
const channel = `#${name}`;

const server = await Deno.connect({ hostname, port: Number(port) });
const writer = server.writable.getWriter();

/** Sends a message. All four components have to be there, even where they say nothing. */
async function send(action: string, destination = "", body = "", source = ""): Promise<void> {
  const line = JSON.stringify({ action, source, destination, body });
  await writer.write(new TextEncoder().encode(`${line}\n`));
}

/** Does what a message of the server calls for. */
async function take({ action, source, destination, body }: Record<string, string>): Promise<void> {
  if (action === "refused") throw new Error(`Cannot log in: ${body}`);
  // Make the channel; when it is there already, that is an error, and joining it will do.
  if (action === "welcome") await send("create", channel);
  if (action === "error" && body?.includes("exists already")) await send("join", channel);
  if (action === "joined" && source === "echo") console.log(`Listening in ${destination}`);
  if (action !== "message" || destination !== channel) return;
  if (body === "!time") await send("message", channel, new Date().toTimeString());
  if (body?.startsWith("!echo ")) await send("message", channel, body.slice("!echo ".length));
}

await send("login", "", "", "echo");
let rest = "";
for await (const text of server.readable.pipeThrough(new TextDecoderStream())) {
  // What comes in one piece may be part of a message, or several.
  const lines = (rest + text).split("\n");
  rest = lines.pop()!;
  for (const line of lines) await take(JSON.parse(line));
}
console.error("The server has closed the connection");
