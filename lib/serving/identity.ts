import type { User } from "../chat/user.ts";
import type { PeerIdentity } from "../dialects/dialect.ts";
import { Refusal } from "../errors/refusal.ts";
import { unlessStoreFails } from "../store/store_error.ts";
import type { LoginOrigin } from "./admission.ts";
import type { Chat } from "./chat.ts";
import { Pace } from "./pace.ts";

/** How often a user may change the name in so many milliseconds. */
const MAX_RENAMES = 10;
const RENAME_WINDOW_MS = 60_000;

const TOO_FAST = new Refusal("too-fast");

/** The connection of a client, as its identity sees it. */
export interface IdentifiedConnection {
  readonly user: User | undefined;
  readonly origin: LoginOrigin;
  /** Whether the user is still here. */
  readonly isHere: boolean;
}

/** What a client has proved about its user, and the names that the user takes. */
export class Identity implements PeerIdentity {
  readonly #chat: Chat;
  readonly #connection: IdentifiedConnection;
  readonly #renames = new Pace(MAX_RENAMES, RENAME_WINDOW_MS);
  #isOperator = false;
  /** The account that the client has proved to own last. */
  #proved: object | undefined;

  constructor(chat: Chat, connection: IdentifiedConnection) {
    this.#chat = chat;
    this.#connection = connection;
  }

  /** Whether the client has given the name and the password of an operator. */
  get isOperator(): boolean {
    return this.#isOperator;
  }

  async proves(name: string, password: string): Promise<boolean> {
    const { admission } = this.#chat;
    const isRight = await admission.provesOwner({ name, password }, this.#connection.origin);
    if (isRight) this.#proved = admission.accountOf(name);
    return isRight;
  }

  async authorize(name: string, password: string): Promise<boolean> {
    const isRight = await this.proves(name, password);
    const isOperator = isRight && unlessStoreFails(() => this.#chat.isOperator({ name })) === true;
    if (isOperator) this.#isOperator = true;
    return isOperator;
  }

  checkHolder(name: string): Promise<void> | undefined {
    return this.#chat.admission.checkHolder(name);
  }

  resign(): void {
    this.#isOperator = false;
  }

  rename(name: string): ReturnType<PeerIdentity["rename"]> {
    const user = this.#connection.user!;
    const { admission, clock, hub } = this.#chat;
    // Another name must not get a user out of it.
    const muted = hub.silence(user);
    if (muted) return muted;
    if (!this.#renames.mayGo(clock.now())) return TOO_FAST;
    const answer = admission.rename(user, name, this.#proved);
    if (!(answer instanceof Promise)) return answer;
    return answer.then((refusal) => {
      // Otherwise nobody would give the new name back.
      if (!refusal && !this.#connection.isHere) admission.logout(user);
      return refusal;
    });
  }
}
