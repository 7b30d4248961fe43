import { ExpectedError } from "../../errors/expected_error.ts";
import { isRegisteredText, PASSWORD_TEXTS, TLS_REQUIRED } from "../../dialects/login.ts";
import { ADDRESS_BANNED } from "../../dialects/removal.ts";
import { EXTENDED, FULL_TEXTS } from "../../dialects/messenger/texts.ts";
import type { Message } from "../../framing/messages.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { bodyText } from "./message_text.ts";
import type { MessengerConnection } from "./messenger_connection.ts";

/** Logs in. It sends the password only to a server that has asked for one. */
export class Login {
  readonly #connection: MessengerConnection;
  readonly #token: string | undefined;
  readonly #isExtended: boolean;
  #isPasswordRequired = false;

  /**
   * @param password The password, if the user has given one.
   * @param token The client's secret, with which it takes its name back from a lost connection.
   * @param isExtended Whether to ask for the ids and times of messages, and for topics. Only a client
   * with a secret can. Servers that do not know them ignore that.
   */
  constructor(
    connection: MessengerConnection,
    public password: string | undefined,
    token?: string,
    isExtended = false,
  ) {
    this.#isExtended = isExtended;
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
    if (this.#token === undefined) return password;
    return [password, this.#token, ...(this.#isExtended ? [EXTENDED] : [])];
  }
}

/** Reports whether the server refused a login because the password is missing or wrong. */
export function isAboutPassword(answer: Message): boolean {
  const { action, body } = answer;
  return isAboutRegistered(answer) ||
    action === "refused" && Object.values(PASSWORD_TEXTS).some((text) => text === body);
}

/** Reports whether the server refused a login because the name is registered. */
export function isAboutRegistered({ action, body }: Message): boolean {
  return action === "refused" && typeof body === "string" && isRegisteredText(body);
}

/** Returns the problem if the server admits nobody now, whatever the name and the password. */
export function generalRefusal({ action, body }: Message): ExpectedError | undefined {
  if (action !== "refused") return undefined;
  if (body === TLS_REQUIRED) {
    return new ExpectedError("Cannot log in: the server requires TLS", {
      hint: "Connect with --tls, --tls-ca or --tls-fingerprint.",
    });
  }
  const isFull = Object.values(FULL_TEXTS).some((text) => text === body);
  if (!isFull && !bodyText(body).startsWith(ADDRESS_BANNED)) return undefined;
  const reason = safeText(bodyText(body)).replaceAll("\n", " ");
  return new ExpectedError(`Cannot log in: ${reason[0]!.toLowerCase()}${reason.slice(1)}`, {
    hint: isFull && !reason.includes("Try again") ? "Try again later." : undefined,
  });
}
