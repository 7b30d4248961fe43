/**
 * Logging in, as all dialects do it.
 *
 * @module
 */
import type { User } from "../chat/user.ts";
import type { Refusal } from "../errors/refusal.ts";
import { quote } from "../framing/messages.ts";

/** A client's request to log in. */
export interface LoginRequest {
  readonly name: string;
  /** Empty when the client has sent none. */
  readonly password: string;
  /** A secret of the client, with which it may end a session that it left behind under this name. */
  readonly token?: string | undefined;
  /**
   * `refuse` refuses the login if the name is taken or is not a valid address. `add-suffix` accepts
   * any name, and adds a suffix to a taken one.
   */
  readonly onTaken: "refuse" | "add-suffix";
  /** Whether the dialect has checked the name by rules of its own. */
  readonly isLegal?: boolean;
  /** A form of the name that leaves room for a suffix, if the name itself leaves none. */
  readonly suffixBase?: string;
  /** Records what the dialect knows about the user, before others learn of it. */
  introduce?(user: User): void;
}

/** The reasons why a password is refused. */
export type PasswordRefusal = "password-missing" | "password-wrong";

/** The reasons why a login is refused. */
export type LoginRefusal =
  | PasswordRefusal
  | "address-banned"
  | "name-banned"
  | "bad-name"
  | "name-taken"
  | "name-registered"
  | "server-full"
  | "tls-required"
  | "too-many-connections"
  | "unavailable";

/** Why a user does not get another name. */
export type RenameRefusal = Refusal<"muted" | "name-taken" | "too-fast" | "unavailable">;

/** The answer to a {@linkcode LoginRequest}. */
export type LoginResult = User | Refusal<LoginRefusal>;

/**
 * The maximum number of tries to log in on one connection. Everything that a client sends before it
 * has logged in counts as a try.
 */
export const MAX_LOGIN_TRIES = 10;

/** The reason why a connection ends after these. */
export const TOO_MANY_LOGINS = "too many logins failed";

/** The text for a client that speaks plaintext where only TLS is allowed. */
export const TLS_REQUIRED =
  "This server requires TLS. Parley's clients speak it with --tls, --tls-ca or --tls-fingerprint.";

/** The texts for people about passwords. Clients ask for a password when they read the first. */
export const PASSWORD_TEXTS: Readonly<Record<PasswordRefusal, string>> = {
  "password-missing": "This server asks for a password",
  "password-wrong": "The password is wrong",
};

/** The rest of the text about a registered name, by which clients recognise it. */
const REGISTERED = " is registered: its password is needed";

/** Returns the text for somebody who has not given the password of a registered name. */
export function registeredText(name: string): string {
  return `The name ${quote(name)}${REGISTERED}`;
}

/** Reports whether a text says that a name is registered. */
export function isRegisteredText(text: string): boolean {
  return text.startsWith("The name ") && text.endsWith(REGISTERED);
}
