import { ExpectedError } from "../../errors/expected_error.ts";
import type { Message } from "../../framing/messages.ts";
import type { InputLine } from "../../terminal/input_line.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { runCommand } from "../shared/commands.ts";
import type { Questions } from "../shared/questions.ts";
import type { Conversation } from "./conversation.ts";
import type { Display } from "./display.ts";
import { greeting } from "./greeting.ts";
import { isAboutPassword, isFull, type Login } from "./login.ts";
import { bodyText } from "./message_text.ts";
import { MESSENGER_COMMANDS } from "./messenger_commands.ts";
import type { MessengerConnection } from "./messenger_connection.ts";

/** What a session on a server consists of. */
export interface Session {
  readonly connection: MessengerConnection;
  readonly conversation: Conversation;
  readonly display: Display;
  readonly questions: Questions;
}

/**
 * Logs in, and asks for another name or password as long as the server refuses. Returns the name.
 *
 * @throws {ExpectedError} if the server admits nobody now, whatever the name.
 * @throws {InputEnded}
 */
export async function logIn(
  { display, questions }: Session,
  login: Login,
  name: string,
): Promise<string> {
  for (;;) {
    const answer = await login.try(name, (answer) => {
      if (isFull(answer)) return;
      display.print(bodyText(answer.body));
      if (answer.action !== "welcome") return;
      display.ownName = answer.destination;
      display.print("/help lists the commands");
    });
    if (answer.action === "welcome") return name;
    if (isFull(answer)) throw fullError(answer);
    if (isAboutPassword(answer)) login.password = await questions.secret("Password");
    else name = await questions.answer("Username");
  }
}

/** Says who is there, and carries out the user's lines until the input ends or the user leaves. */
export async function converse(session: Session): Promise<void> {
  const { connection, conversation, display, questions } = session;
  await conversation.learnNames();
  if (display.isInteractive) {
    const channels = await conversation.withCounts([...conversation.channelNames]);
    display.print(greeting(conversation.userNames, channels));
  }
  while (!conversation.isOver) {
    const line = await questions.line(`${conversation.channel ?? ""}> `);
    if (line === undefined) return;
    await carryOut(conversation, line);
    await connection.room();
  }
}

async function carryOut(
  conversation: Conversation,
  { text, isLiteral }: InputLine,
): Promise<void> {
  if (text.startsWith("//") && !isLiteral) return conversation.say(text.slice(1));
  if (text.startsWith("/") && !isLiteral) {
    const problem = await runCommand(MESSENGER_COMMANDS, conversation, text);
    if (problem !== undefined) conversation.print(problem);
  } else if (text.trim() !== "") {
    conversation.say(text);
  }
}

function fullError({ body }: Message): ExpectedError {
  const reason = safeText(bodyText(body)).replaceAll("\n", " ");
  return new ExpectedError(`Cannot log in: ${reason[0]!.toLowerCase()}${reason.slice(1)}`, {
    hint: "Try again later.",
  });
}
