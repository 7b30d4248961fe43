/**
 * The terminal client of the messenger dialect. It asks for the options that it was not given, then
 * shows messages while the user types. The contract is `docs/protocols/messenger.md`.
 *
 * @module
 */
import { type ConsoleOptions, openConsole } from "../../terminal/console.ts";
import { openBlockList } from "../shared/blocking.ts";
import type { BlockingOptions, ClientOptions } from "../shared/client_options.ts";
import { runCommand } from "../shared/commands.ts";
import { DEFAULT_SERVER } from "../shared/connect.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { HistoryFile } from "../shared/history_file.ts";
import { Conversation } from "./conversation.ts";
import { systemUserName } from "../shared/environment.ts";
import { isAboutPassword, Login } from "./login.ts";
import { bodyText } from "./message_text.ts";
import { MESSENGER_COMMANDS, messengerCandidates } from "./messenger_commands.ts";
import { MessengerConnection } from "./messenger_connection.ts";
import { InputEnded, Questions } from "../shared/questions.ts";

/** The options of the messenger client. It asks the user for a missing name, host or port. */
export interface MessengerOptions extends Omit<ClientOptions, "host" | "port">, BlockingOptions {
  readonly name: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/**
 * Runs the client until its input ends or the user leaves. Returns the exit code.
 *
 * @throws {ConnectionError}
 */
export async function runMessenger(options: MessengerOptions): Promise<number> {
  let conversation: Conversation | undefined;
  const consoleOptions: ConsoleOptions = {
    prompt: "",
    times: options.times,
    wrapsWords: true,
    appliesToEachLine: (typed) => /^\/(msg\s+\S+|broadcast)\s/.test(typed),
    complete: (before) => conversation ? candidates(conversation, before) : [],
  };
  const terminal = await openConsole(consoleOptions);
  const questions = new Questions(terminal);
  try {
    const name = options.name ?? await questions.answer("Username", systemUserName());
    const host = options.host ?? await questions.answer("Server address", DEFAULT_SERVER.host);
    const port = options.port ?? await questions.port("Server port", DEFAULT_SERVER.port);
    const server = { host, port, trust: options.trust, timeoutMs: options.timeoutMs };
    const connection = await MessengerConnection.connect(server, {
      onEvent: (message) => conversation?.onEvent(message),
      ready: () => terminal.flushed(),
    });
    const blocks = await openBlockList(terminal, options.store);
    conversation = new Conversation(terminal, connection, blocks);
    const login = new Login(connection, options.password);
    const chat = async (conversation: Conversation) => {
      await logIn(conversation, questions, login, name);
      // Answers to questions stay out of the history.
      const history = options.store ? HistoryFile.ofUser() : undefined;
      terminal.setOptions({ ...consoleOptions, history });
      await converse(conversation, questions);
    };
    await Promise.race([chat(conversation), connection.failed]);
    await connection.finish();
  } catch (error) {
    if (!(error instanceof InputEnded)) throw error;
  } finally {
    await terminal.close();
  }
  return 0;
}

async function converse(conversation: Conversation, questions: Questions): Promise<void> {
  await conversation.learnNames();
  while (!conversation.isOver) {
    const line = await questions.line(`${conversation.channel ?? ""}> `);
    if (line === undefined) return;
    const { text, isLiteral } = line;
    if (text.startsWith("/") && !isLiteral) await run(conversation, text);
    else if (text.trim() !== "") await conversation.say(text);
  }
}

/** Logs in, and asks for another name or password as long as the server refuses. */
async function logIn(
  conversation: Conversation,
  questions: Questions,
  login: Login,
  name: string,
): Promise<void> {
  for (;;) {
    const answer = await login.try(name, ({ action, body }) => {
      conversation.print(bodyText(body));
      if (action === "welcome") conversation.print("/help lists the commands");
    });
    if (answer.action === "welcome") return;
    if (isAboutPassword(answer)) login.password = await questions.secret("Password");
    else name = await questions.answer("Username");
  }
}

/** Returns completions. When there are none, it asks for new names, so that the next Tab has them. */
function candidates(conversation: Conversation, before: string): readonly string[] {
  const found = messengerCandidates(conversation, before);
  if (found.length === 0 && before.startsWith("/")) {
    conversation.learnNames().catch((error) => {
      // `runMessenger` reports a failed connection.
      if (!(error instanceof ConnectionError)) throw error;
    });
  }
  return found;
}

async function run(conversation: Conversation, line: string): Promise<void> {
  const problem = await runCommand(MESSENGER_COMMANDS, conversation, line);
  if (problem !== undefined) conversation.print(problem);
}
