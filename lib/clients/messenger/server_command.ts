import { newPasswordIn } from "../../dialects/account_texts.ts";
import type { Message } from "../../framing/messages.ts";
import { bodyText } from "./message_text.ts";
import type { Request } from "./messenger_connection.ts";

/** The parts of a session that a command works with. */
export interface CommandSession {
  post(
    request: Request,
    onDone: (answer: Message) => void,
    onError: (answer: Message) => void,
  ): void;
  print(text: string): void;
  show(message: Message): void;
  /** Gets the password that the user has given to the own name. */
  onNewPassword?(password: string): void;
}

/** Sends a command that the server carries out, and shows the answer. */
export function sendServerCommand(line: string, session: CommandSession): void {
  const [name] = line.split(" ", 1);
  session.post({ action: "command", body: line }, ({ body }) => {
    const password = newPasswordIn(line);
    if (password !== undefined) session.onNewPassword?.(password);
    if (body.length > 0) session.print(typeof body === "string" ? body : body.join("\n"));
  }, (answer) => {
    // An older server.
    const isUnknown = bodyText(answer.body).startsWith('Unknown action "command"');
    if (isUnknown) session.print(`The server has no command ${name}`);
    else session.show(answer);
  });
}
