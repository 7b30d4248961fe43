/**
 * The terminal client of the channel dialect. Other programs compare its output byte by byte: the
 * contract is `docs/protocols/channel.md`.
 *
 * @module
 */
import { holdsPassword } from "../../dialects/account_texts.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import { openConsole } from "../../terminal/console.ts";
import { safeText } from "../../terminal/safe_text.ts";
import type { HistoryStore } from "../../terminal/history.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { type ChannelClientOptions, ChannelConversation, PROMPT } from "./channel_conversation.ts";
import { PRIVATE_COMMAND } from "./line_to_frames.ts";

/** Runs the client until its input ends or the server is gone. Returns the exit code. */
export async function runChannelClient(options: ChannelClientOptions): Promise<number> {
  const client = new ChannelConversation(options);
  try {
    await client.connect();
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    console.log(`Unable to connect to ${safeText(options.host)}:${options.port}`);
    // The contract allows no reason on standard output.
    if (options.trust || isInteractive()) console.error(error.text);
    return 1;
  }
  const terminal = await openConsole({
    prompt: PROMPT,
    times: options.times,
    appliesToEachLine: (typed) => PRIVATE_COMMAND.test(typed),
    ...(options.strict ? {} : { holdsSecret: holdsPassword }),
    history: options.strict || !options.store ? undefined : await historyOnTerminal(),
    ...(options.strict ? {} : { complete: (before) => client.candidates(before) }),
  });
  try {
    return await client.run(terminal);
  } finally {
    await terminal.close();
  }
}

/** Returns the history; none on a pipe, where loading it would delay the start. */
async function historyOnTerminal(): Promise<HistoryStore | undefined> {
  if (!isInteractive()) return undefined;
  const { HistoryFile } = await import("../shared/history_file.ts");
  return HistoryFile.ofUser();
}
