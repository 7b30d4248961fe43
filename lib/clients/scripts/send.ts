/**
 * Sends messages for scripts, and tells by the exit code whether they arrived.
 *
 * @module
 */
import { readLines } from "../../terminal/input_lines.ts";
import type { MessengerLink } from "../messenger/messenger_link.ts";
import { demand, openScriptLink, type ScriptOptions } from "./script_link.ts";

/** What to send to whom. */
export interface SendOptions extends ScriptOptions {
  /** A user's name, a `#channel`, or `all`. */
  readonly to: string;
  /** Without one, each line of standard input is sent that is not blank. */
  readonly text: string | undefined;
}

/**
 * Sends, and waits until all is delivered; returns the exit code.
 *
 * @throws {ExpectedError} when the server refuses something.
 * @throws {ServerGone}
 */
export async function runSend(options: SendOptions): Promise<number> {
  const link = await openScriptLink(options, { onEvent: () => {}, ready: async () => {} });
  await Promise.race([sendAll(link, options), link.gone]);
  await link.finish();
  return 0;
}

async function sendAll(link: MessengerLink, { to, text }: SendOptions): Promise<void> {
  let hasEntered = false;
  for await (const body of text === undefined ? readLines(Deno.stdin) : [text]) {
    if (text === undefined && body.trim() === "") continue;
    if (to.startsWith("#") && !hasEntered) {
      // Not before: the others would see somebody come who has nothing to say yet.
      await demand(link, { action: "join", destination: to });
      hasEntered = true;
    }
    const isForAll = to === "all";
    const action = isForAll ? "broadcast" : "message";
    await demand(link, { action, destination: isForAll ? "*" : to, body });
  }
}
