import { ClientProcess } from "./client_process.ts";
import { line, logIn } from "./messenger_peer.ts";

/** Starts `listen` in the channel `tea`. */
export function listen(port: number, name: string, ...flags: string[]): ClientProcess {
  const words = ["-a", "127.0.0.1", "-p", `${port}`, "-u", name, "--join", "tea", ...flags];
  return new ClientProcess("listen", ...words);
}

/** Returns the texts of the channel's messages that a listener has printed. */
export function heardBy({ output }: ClientProcess): string[] {
  return Array.from(output.text.matchAll(/^\[[^\]]+\] (.*)$/gm), ([, text]) => text!);
}

/** Says texts in the channel, and waits until the server has confirmed them. */
export async function post(port: number, ...texts: string[]): Promise<void> {
  await using client = await logIn(port, `poster${posters++}`);
  for (const body of texts) await client.say(line("post", { destination: "#tea", body }));
  await client.hear(texts.length);
}

let posters = 0;
