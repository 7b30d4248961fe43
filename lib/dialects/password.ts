/**
 * What the dialects have in common on servers that ask for a password. How each carries it is in
 * `docs/security.md`.
 *
 * @module
 */

/** Why a password does not let somebody in. */
export type PasswordRefusal = "missing" | "wrong" | "too-many";

/** How many logins may fail on one connection, for whatever reason. */
export const MOST_LOGINS = 10;

/** What is said to people about it; clients know the first one when they read it. */
export const PASSWORD_TEXTS: Readonly<Record<PasswordRefusal, string>> = {
  missing: "This server asks for a password",
  wrong: "The password is wrong",
  "too-many": "Too many wrong passwords came from your address: wait a minute",
};
