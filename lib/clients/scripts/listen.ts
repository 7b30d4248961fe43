/**
 * Prints what comes, for scripts.
 *
 * @module
 */
import { formatMessage } from "../../framing/messages.ts";
import { onSignal } from "../../terminal/exit_hooks.ts";
import { OutputQueue } from "../../terminal/output_queue.ts";
import { hasColours } from "../../terminal/capabilities.ts";
import { shownText } from "../../terminal/shown_text.ts";
import { messageText, speakerOf } from "../messenger/message_text.ts";
import { channelNamed } from "../messenger/messenger_link.ts";
import { demand, openScriptLink, type ScriptOptions } from "./script_link.ts";

/** What to listen to. */
export interface ListenOptions extends ScriptOptions {
  /** A channel to enter; made when there is none of that name. */
  readonly channel: string | undefined;
  /** Whether the messages are printed as the server sends them. */
  readonly json: boolean;
  /** Whether the time stands before each message. */
  readonly times: boolean;
}

/** How long a slow reader may take for the last lines, in milliseconds. */
const LINGER = 500;

/**
 * Prints what comes, a line each, until a signal ends it or nobody reads it; returns the exit code.
 *
 * @throws {ExpectedError} when the server refuses something.
 * @throws {ServerGone}
 */
export async function runListen(options: ListenOptions): Promise<number> {
  const output = new OutputQueue(Deno.stdout);
  const stopped = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) onSignal(signal, stopped.resolve);
  await Promise.race([listen(options, output), stopped.promise, output.broken]);
  const late = new Promise((resolve) => setTimeout(resolve, LINGER));
  await Promise.race([output.flushed(), late]);
  return 0;
}

async function listen({ channel, json, times, ...options }: ListenOptions, output: OutputQueue) {
  const print = (text: string) => output.write(`${text}\n`);
  const showing = { times, colours: hasColours() };
  const link = await openScriptLink(options, {
    onMessage(message) {
      if (json && !ABOUT_US.has(message.action)) print(harmless(formatMessage(message)));
    },
    onEvent(message) {
      const text = messageText(message, link.name) ?? "";
      if (!json) print(shownText(text, speakerOf(message, link.name), showing));
    },
    ready: () => output.flushed(),
  });
  if (channel !== undefined) {
    const destination = channelNamed(channel);
    const { action } = await link.ask({ action: "create", destination });
    // It is there already, or cannot be: what is said to this then explains why.
    if (action === "error") await demand(link, { action: "join", destination });
  }
  await link.gone;
}

/** What a reader need not know: it is about what we tried. The welcome tells under which name we are here. */
const ABOUT_US = new Set(["refused", "error", "goodbye"]);

/** JSON that means the same, and is nothing that a terminal would act upon wherever it ends up. */
function harmless(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
