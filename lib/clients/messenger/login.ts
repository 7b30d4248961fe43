import { PASSWORD_TEXTS } from "../../dialects/login.ts";
import type { Message } from "../../framing/messages.ts";
import type { MessengerLink } from "./messenger_link.ts";

/** Tries to log in. The password goes only to a server that has asked for one. */
export class Login {
  readonly #link: MessengerLink;
  #isAsked = false;

  /** @param password What the user has given for it, if anything. */
  constructor(link: MessengerLink, public password: string | undefined) {
    this.#link = link;
  }

  /**
   * Tries a name, and resolves to the server's answer.
   *
   * @param onAnswer Gets the answer before anything that the server said behind it.
   * @throws {ServerGone} when none will come.
   */
  async try(source: string, onAnswer: (answer: Message) => void = () => {}): Promise<Message> {
    const request = { action: "login", source };
    const { password } = this;
    if (password === undefined) return await this.#link.ask(request, onAnswer);
    if (!this.#isAsked) {
      const answer = await this.#link.ask(request, (answer) => {
        this.#isAsked = isAboutPassword(answer);
        if (!this.#isAsked) onAnswer(answer);
      });
      if (!this.#isAsked) return answer;
    }
    return await this.#link.ask({ ...request, body: password }, onAnswer);
  }
}

/** Whether a login was refused for want of the right password. */
export function isAboutPassword({ action, body }: Message): boolean {
  return action === "refused" && Object.values(PASSWORD_TEXTS).some((text) => text === body);
}
