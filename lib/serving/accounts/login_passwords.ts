import { keyOf } from "../../chat/user.ts";
import type { LoginRequest, PasswordRefusal } from "../../dialects/login.ts";
import type { Accounts } from "./accounts.ts";
import type { LoginOrigin, PasswordCheck, RefusedPassword } from "../admission.ts";
import { WrongGuesses } from "./wrong_guesses.ts";

/** The part of a name for which wrong passwords are counted, in UTF-16 code units: many are remembered. */
const MAX_COUNTED_LENGTH = 100;

/** The options of {@linkcode LoginPasswords}. */
export interface LoginPasswordsOptions {
  /** The password that everybody needs, unless it is the owner of a name; by default, none is needed. */
  readonly serverPassword?: { isRight(password: string): boolean } | undefined;
  /** The names that need passwords of their own. */
  readonly accounts?: Accounts | undefined;
  /** Returns the milliseconds since some moment in the past. */
  now?(): number;
}

/**
 * Checks the passwords of logins. The right one is accepted at once, even if others guess in the same
 * network or at the same name. The answer to a wrong one comes later with each guess; until then the
 * server does not read the connection.
 */
export class LoginPasswords implements PasswordCheck {
  readonly #serverPassword: LoginPasswordsOptions["serverPassword"];
  readonly #accounts: Accounts | undefined;
  readonly #byNetwork: WrongGuesses;
  readonly #byName: WrongGuesses;

  constructor(options: LoginPasswordsOptions) {
    const { serverPassword, accounts, now = () => performance.now() } = options;
    this.#serverPassword = serverPassword;
    this.#accounts = accounts;
    this.#byNetwork = new WrongGuesses(now);
    this.#byName = new WrongGuesses(now);
  }

  get asksEverybody(): boolean {
    return this.#serverPassword !== undefined;
  }

  check(
    { name, password }: Pick<LoginRequest, "name" | "password">,
    origin: LoginOrigin,
  ): RefusedPassword | undefined | Promise<RefusedPassword | undefined> {
    const isRegistered = this.#accounts?.find(name) !== undefined;
    if (!isRegistered && !this.#serverPassword) return undefined;
    if (password === "") return this.#serverPassword ? "password-missing" : "name-registered";
    if (!isRegistered && this.#isServerPassword(password)) return undefined;
    if (this.#accounts) return this.#checkOwner(this.#accounts, name, password, origin);
    return this.#refuse(name, origin);
  }

  async proves(
    { name, password }: Pick<LoginRequest, "name" | "password">,
    origin: LoginOrigin,
  ): Promise<boolean> {
    if (!this.#accounts || password === "") return false;
    const result = await this.#accounts.check(name, password, origin.network);
    if (result === "wrong") await this.#refuse(name, origin);
    return result === "right";
  }

  /** Compares the password with that of the name. Without one, it takes as long. */
  async #checkOwner(
    accounts: Accounts,
    name: string,
    password: string,
    origin: LoginOrigin,
  ): Promise<RefusedPassword | undefined> {
    const result = await accounts.check(name, password, origin.network);
    if (result === "right") return undefined;
    if (result === "busy") return "too-many-connections";
    // Without the server's password, a client learns nothing about names.
    return this.#isServerPassword(password) ? "name-registered" : this.#refuse(name, origin);
  }

  #isServerPassword(password: string): boolean {
    return this.#serverPassword?.isRight(password) ?? false;
  }

  #refuse(
    name: string,
    { network, pause }: LoginOrigin,
  ): PasswordRefusal | Promise<PasswordRefusal> {
    const delayMs = Math.max(
      this.#byNetwork.delayOfNext(network),
      this.#byName.delayOfNext(keyOf(name.slice(0, MAX_COUNTED_LENGTH))),
    );
    return delayMs === 0 ? "password-wrong" : pause(delayMs).then(() => "password-wrong");
  }
}
