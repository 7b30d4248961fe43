import type { User } from "../chat/user.ts";
import type { Peer } from "../dialects/dialect.ts";
import { Refusal } from "../errors/refusal.ts";
import type { LoginOrigin } from "./admission.ts";
import type { Chat } from "./chat.ts";
import { Pace } from "./pace.ts";

/** How often a user may change the name in so many milliseconds. */
const MAX_RENAMES = 10;
const RENAME_WINDOW_MS = 60_000;

const TOO_FAST = new Refusal("too-fast");

/** What a client has proved about its user, and the names that the user takes. */
export class Identity {
  readonly #chat: Chat;
  readonly #renames = new Pace(MAX_RENAMES, RENAME_WINDOW_MS);
  #isOperator = false;

  constructor(chat: Chat) {
    this.#chat = chat;
  }

  /** Whether the client has given the name and the password of an operator. */
  get isOperator(): boolean {
    return this.#isOperator;
  }

  /** Reports whether a name is registered and has that password. */
  proves(name: string, password: string, origin: LoginOrigin): boolean | Promise<boolean> {
    return this.#chat.admission.provesOwner({ name, password }, origin);
  }

  /** Makes the user an operator if the name and the password are those of one. */
  authorize(name: string, password: string, origin: LoginOrigin): boolean | Promise<boolean> {
    const onAnswer = (isRight: boolean) => {
      const isOperator = isRight && this.#chat.isOperator({ name });
      if (isOperator) this.#isOperator = true;
      return isOperator;
    };
    const answer = this.proves(name, password, origin);
    return answer instanceof Promise ? answer.then(onAnswer) : onAnswer(answer);
  }

  /** Takes back that the user is an operator by a password. */
  resign(): void {
    this.#isOperator = false;
  }

  /**
   * Gives the user another name.
   *
   * @param account The registered name that the client has proved to own.
   * @param isHere Reports whether the user is still here when the answer comes later.
   */
  rename(
    user: User,
    name: string,
    account: string | undefined,
    isHere: () => boolean,
  ): ReturnType<Peer["rename"]> {
    const { admission, clock, hub } = this.#chat;
    // Another name must not get a user out of it.
    const muted = hub.silence(user);
    if (muted) return muted;
    if (!this.#renames.mayGo(clock.now())) return TOO_FAST;
    const answer = admission.rename(user, name, account);
    if (!(answer instanceof Promise)) return answer;
    return answer.then((refusal) => {
      // Otherwise nobody would give the new name back.
      if (!refusal && !isHere()) admission.logout(user);
      return refusal;
    });
  }
}
