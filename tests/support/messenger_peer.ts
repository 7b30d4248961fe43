import { formatMessage, type Message } from "../../lib/framing/messages.ts";
import { LineClient } from "./line_client.ts";

/** Formats a line of the messenger dialect. Components that are not given are empty. */
export function line(action: string, rest: Partial<Message> = {}): string {
  return `${formatMessage({ action, source: "", destination: "", body: "", ...rest })}\n`;
}

/** Logs a user in with the messenger dialect, and creates a channel if its name is given. */
export async function logIn(port: number, name: string, channel?: string): Promise<LineClient> {
  const client = await LineClient.connect(port, line("login", { source: name }));
  await client.hear(1);
  if (channel !== undefined) {
    await client.say(line("create", { destination: channel }));
    await client.hear(1);
  }
  return client;
}

/** Returns what a client printed on a pipe, without its prompts and the spaces that erase them. */
export function shown(output: string): string {
  return output.replace(/((#\S+)?> |Username: )*(\r +\r)?((#\S+)?> |Username: )*/g, "");
}
