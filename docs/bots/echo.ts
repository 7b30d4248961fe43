// A bot that answers "!time" and "!echo TEXT" in a channel.
// Start it with: deno run --allow-net echo.ts ADDRESS PORT CHANNEL [--reconnect]
const [hostname = "127.0.0.1", port = "55555", name = "tea", flag] = Deno.args;
const channel = `#${name}`;

/** Chats until the connection ends. Returns how long it lasted, in seconds. */
async function chat(): Promise<number> {
  const start = performance.now();
  using server = await Deno.connect({ hostname, port: Number(port) });
  const writer = server.writable.getWriter();

  /** Sends a message. Every message has all four components, even if some are empty. */
  async function send(action: string, destination = "", body = "", source = ""): Promise<void> {
    const line = JSON.stringify({ action, source, destination, body });
    await writer.write(new TextEncoder().encode(`${line}\n`));
  }

  /** The actions that may get the bot into its channel. Creating it fails if it exists already. */
  const attempts = ["create", "join"];
  let isInChannel = false;

  /** Tries the next way into the channel. */
  async function enter(reason: string): Promise<void> {
    const action = attempts.shift();
    if (action === undefined) throw new Error(`Cannot join ${channel}: ${reason}`);
    await send(action, channel);
  }

  /** Reacts to a message from the server. */
  async function handle({ action, source, destination, body = "" }: Record<string, string>) {
    if (action === "refused") throw new Error(`Cannot log in: ${body}`);
    if (action === "welcome" || (action === "error" && !isInChannel)) await enter(body);
    if (action === "joined" && source === "echo") {
      isInChannel = true;
      console.log(`Listening in ${destination}`);
    }
    if (action !== "message" || destination !== channel) return;
    if (body === "!time") await send("message", channel, new Date().toTimeString());
    if (body.startsWith("!echo ")) await send("message", channel, body.slice("!echo ".length));
  }

  await send("login", "", "", "echo");
  let incomplete = "";
  for await (const text of server.readable.pipeThrough(new TextDecoderStream())) {
    // One read may bring part of a message, or several messages.
    const lines = (incomplete + text).split("\n");
    incomplete = lines.pop()!;
    for (const line of lines) await handle(JSON.parse(line));
  }
  console.error("The server has closed the connection");
  return (performance.now() - start) / 1000;
}

if (flag === "--reconnect") {
  // The pauses grow from a second to half a minute as long as no connection lasts.
  for (let pause = 1;; pause = Math.min(2 * pause, 30)) {
    const lasted = await chat().catch((error) => (console.error(error.message), 0));
    if (lasted > 30) pause = 1;
    await new Promise((resolve) => setTimeout(resolve, 1000 * pause * (1 + Math.random())));
  }
} else {
  await chat();
}
