import { ExpectedError } from "../../errors/expected_error.ts";
import { PASSWORD_TEXTS, TLS_REQUIRED } from "../../dialects/login.ts";
import { FULL_TEXTS } from "../../dialects/messenger/texts.ts";
import type { Message } from "../../framing/messages.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { bodyText } from "./message_text.ts";
import type { MessengerConnection } from "./messenger_connection.ts";

/** Logs in. It sends the password only to a server that has asked for one. */
export class Login {
  readonly #connection: MessengerConnection;
  readonly #token: string | undefined;
  #isPasswordRequired = false;

  /**
   * @param password The password, if the user has given one.
   * @param token The client's secret, with which it takes its name back from a lost connection.
   */
  constructor(
    connection: MessengerConnection,
    public password: string | undefined,
    token?: string,
  ) {
    this.#connection = connection;
    this.#token = token;
  }

  /**
   * Tries to log in under a name, and resolves to the server's answer.
   *
   * @param onAnswer Gets the answer before the handler gets any later message.
   * @throws {ConnectionError} when the connection ends first.
   */
  async try(name: string, onAnswer: (answer: Message) => void = () => {}): Promise<Message> {
    const request = { action: "login", source: name, body: this.#bodyWith("") };
    const { password } = this;
    if (password === undefined) return await this.#connection.ask(request, onAnswer);
    if (!this.#isPasswordRequired) {
      const answer = await this.#connection.ask(request, (answer) => {
        this.#isPasswordRequired = isAboutPassword(answer);
        if (!this.#isPasswordRequired) onAnswer(answer);
      });
      if (!this.#isPasswordRequired) return answer;
    }
    return await this.#connection.ask({ ...request, body: this.#bodyWith(password) }, onAnswer);
  }

  #bodyWith(password: string): string | readonly string[] {
    return this.#token === undefined ? password : [password, this.#token];
  }
}

/** Reports whether the server refused a login because the password is missing or wrong. */
export function isAboutPassword({ action, body }: Message): boolean {
  return action === "refused" && Object.values(PASSWORD_TEXTS).some((text) => text === body);
}

/** Returns the problem if the server admits nobody now, whatever the name and the password. */
export function generalRefusal({ action, body }: Message): ExpectedError | undefined {
  if (action !== "refused") return undefined;
  if (body === TLS_REQUIRED) {
    return new ExpectedError("Cannot log in: the server requires TLS", {
      hint: "Connect with --tls, --tls-ca or --tls-fingerprint.",
    });
  }
  if (!Object.values(FULL_TEXTS).some((text) => text === body)) return undefined;
  const reason = safeText(bodyText(body)).replaceAll("\n", " ");
  return new ExpectedError(`Cannot log in: ${reason[0]!.toLowerCase()}${reason.slice(1)}`, {
    hint: "Try again later.",
  });
}
