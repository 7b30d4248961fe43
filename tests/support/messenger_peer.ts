import { formatMessage, type Message } from "../../lib/framing/messages.ts";
import { LineClient } from "./line_client.ts";

/** A line of the messenger dialect. */
export function line(action: string, rest: Partial<Message> = {}): string {
  return `${formatMessage({ action, source: "", destination: "", body: "", ...rest })}\n`;
}

/** Somebody who is logged in with the messenger dialect. */
export async function logIn(port: number, name: string, channel?: string): Promise<LineClient> {
  const client = await LineClient.connect(port, line("login", { source: name }));
  await client.hear(1);
  if (channel !== undefined) {
    await client.say(line("create", { destination: channel }));
    await client.hear(1);
  }
  return client;
}

/** What was shown on a pipe, without prompts and what wipes them. */
export function shown(output: string): string {
  return output.replace(/((#\S+)?> |Username: )*(\r +\r)?((#\S+)?> |Username: )*/g, "");
}
