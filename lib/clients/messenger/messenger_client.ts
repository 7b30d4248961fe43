/**
 * The terminal client of the messenger dialect: asks what it has not been told, then shows what comes
 * while one types. The contract is `docs/protocols/messenger.md`.
 *
 * @module
 */
import { openConsole } from "../../terminal/console.ts";
import { openBlockList } from "../shared/blocking.ts";
import { runCommand } from "../shared/commands.ts";
import { DEFAULT_SERVER } from "../shared/connect.ts";
import { Conversation } from "./conversation.ts";
import { systemUserName } from "../shared/environment.ts";
import { isAboutPassword, Login } from "./login.ts";
import { bodyText } from "./message_text.ts";
import { MESSENGER_COMMANDS, messengerCandidates } from "./messenger_commands.ts";
import { MessengerLink } from "./messenger_link.ts";
import { InputEnded, Questions } from "../shared/questions.ts";
import type { Trust } from "../shared/trust.ts";

/** What is known beforehand; the user is asked for the rest. */
export interface MessengerOptions {
  readonly name: string | undefined;
  readonly password: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly trust: Trust | undefined;
  /** Whether it is kept whom the user has blocked. */
  readonly store: boolean;
  /** Whether the time stands before what others say. */
  readonly times: boolean;
}

/**
 * Runs the client until its input ends or the user leaves; returns the exit code.
 *
 * @throws {ServerGone}
 */
export async function runMessenger(options: MessengerOptions): Promise<number> {
  let conversation: Conversation | undefined;
  const terminal = await openConsole({
    prompt: "",
    times: options.times,
    complete: (before) => conversation ? candidates(conversation, before) : [],
  });
  const questions = new Questions(terminal);
  try {
    const name = options.name ?? await questions.answer("Username", systemUserName());
    const host = options.host ?? await questions.answer("Server address", DEFAULT_SERVER.host);
    const port = options.port ?? await questions.port("Server port", DEFAULT_SERVER.port);
    const link = await MessengerLink.connect({ host, port, trust: options.trust }, {
      onEvent: (message) => conversation?.onEvent(message),
      ready: () => terminal.flushed(),
    });
    const blocks = await openBlockList(terminal, options.store);
    conversation = new Conversation(terminal, link, blocks);
    const login = new Login(link, options.password);
    await Promise.race([converse(conversation, questions, login, name), link.gone]);
    await link.finish();
  } catch (error) {
    if (!(error instanceof InputEnded)) throw error;
  } finally {
    await terminal.close();
  }
  return 0;
}

async function converse(
  conversation: Conversation,
  questions: Questions,
  login: Login,
  name: string,
): Promise<void> {
  await logIn(conversation, questions, login, name);
  await conversation.learnNames();
  while (!conversation.isOver) {
    const line = await questions.line(`${conversation.channel ?? ""}> `);
    if (line === undefined) return;
    if (line.startsWith("/")) await obey(conversation, line);
    else if (line.trim() !== "") await conversation.say(line);
  }
}

/** Tries a name, and others until one is accepted, and says what the server says to each. */
async function logIn(
  conversation: Conversation,
  questions: Questions,
  login: Login,
  name: string,
): Promise<void> {
  for (;;) {
    const answer = await login.try(name, ({ action, body }) => {
      conversation.print(bodyText(body));
      if (action === "welcome") conversation.print("/help lists what you can do");
    });
    if (answer.action === "welcome") return;
    if (isAboutPassword(answer)) login.password = await questions.secret("Password");
    else name = await questions.answer("Username");
  }
}

/** What a word may become. When it is nothing, the next Tab knows who and what is new on the server. */
function candidates(conversation: Conversation, before: string): readonly string[] {
  const found = messengerCandidates(conversation, before);
  // That the server is gone is told elsewhere.
  if (found.length === 0 && before.startsWith("/")) conversation.learnNames().catch(() => {});
  return found;
}

async function obey(conversation: Conversation, line: string): Promise<void> {
  const mistake = await runCommand(MESSENGER_COMMANDS, conversation, line);
  if (mistake !== undefined) conversation.print(mistake);
}
