import { holdsPassword } from "../../dialects/account_texts.ts";
import type { InputLine } from "../../terminal/input_line.ts";
import { runCommand } from "../shared/commands.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import type { Questions } from "../shared/questions.ts";
import type { AccountBlocks } from "./account_blocks.ts";
import type { Comeback } from "./comeback.ts";
import type { Conversation } from "./conversation.ts";
import type { Display } from "./display.ts";
import { greeting } from "./greeting.ts";
import { generalRefusal, isAboutPassword, isAboutRegistered, type Login } from "./login.ts";
import { bodyText } from "./message_text.ts";
import { MESSENGER_COMMANDS } from "./messenger_commands.ts";

/** What a session on a server consists of. */
export interface Session {
  readonly conversation: Conversation;
  readonly display: Display;
  readonly questions: Questions;
  readonly accountBlocks: AccountBlocks;
  /** Brings the session back after a lost connection; without it, the session ends. */
  readonly comeback?: Comeback | undefined;
}

/** The question at a registered name, which may be somebody else's. */
const OWNER_QUESTION = "Password (Enter for another name)";

/**
 * Logs in, and asks for another name or password as long as the server refuses. Returns the name.
 *
 * @throws {ExpectedError} if the server admits nobody now, whatever the name.
 * @throws {InputEnded}
 */
export async function logIn(
  { display, questions, accountBlocks }: Session,
  login: Login,
  name: string,
): Promise<string> {
  let isRegistered = false;
  for (;;) {
    const answer = await login.try(name, (answer) => {
      if (generalRefusal(answer)) return;
      display.print(bodyText(answer.body));
      if (answer.action !== "welcome") return;
      if (login.password !== undefined) accountBlocks.hold();
      display.ownName = answer.destination;
      display.print("/help lists the commands");
    });
    if (answer.action === "welcome") {
      if (login.password !== undefined) await accountBlocks.load();
      return name;
    }
    const problem = generalRefusal(answer);
    if (problem) throw problem;
    isRegistered ||= isAboutRegistered(answer);
    if (isAboutPassword(answer)) {
      login.password = await questions.secret(isRegistered ? OWNER_QUESTION : "Password");
      if (!isRegistered || login.password !== "") continue;
      // The name is somebody else's.
      login.password = undefined;
    }
    isRegistered = false;
    name = await questions.answer("Username");
  }
}

/** Says who is there, and carries out the user's lines until the input ends or the user leaves. */
export async function converse(session: Session): Promise<void> {
  const { conversation, questions, comeback } = session;
  await unlessLost(() => greet(session));
  while (!conversation.isOver) {
    const line = await questions.line(promptOf(session));
    if (line === undefined) return;
    if (comeback?.keeps(line)) continue;
    await unlessLost(async () => {
      await carryOut(conversation, line);
      await conversation.room();
    });
  }
}

/** Shows who and what is there. */
async function greet({ conversation, display }: Session): Promise<void> {
  await conversation.learnNames();
  if (!display.isInteractive) return;
  const channels = await conversation.withCounts([...conversation.channelNames]);
  display.print(greeting(conversation.userNames, channels));
}

/** Carries out a step, which ends early with the connection. */
async function unlessLost(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    // Whoever follows the connection reports that it is lost.
    if (!(error instanceof ConnectionError)) throw error;
  }
}

function promptOf({ conversation, comeback }: Session): string {
  const place = conversation.channel ?? "";
  return comeback?.unsent === undefined ? `${place}> ` : `${place} (offline)> `.trimStart();
}

/** Carries out a line of the user. */
export async function carryOut(
  conversation: Conversation,
  { text, isLiteral }: InputLine,
): Promise<void> {
  if (text.startsWith("//") && !isLiteral) return conversation.say(text.slice(1));
  if (text.startsWith("/") && !isLiteral) {
    const problem = await runCommand(MESSENGER_COMMANDS, conversation, text);
    if (problem !== undefined) conversation.reject(text, problem);
  } else if (holdsPassword(text) && !isLiteral) {
    // Everybody would read the password.
    conversation.reject(text, "Not sent: a command starts without spaces in front");
  } else if (text.trim() !== "") {
    conversation.say(text);
  }
}
