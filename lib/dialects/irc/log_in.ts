import { NAMES_UNAVAILABLE } from "../../chat/name_registry.ts";
import { keyOf, type User } from "../../chat/user.ts";
import { Refusal } from "../../errors/refusal.ts";
import type { Dialect } from "../dialect.ts";
import { type LoginRefusal, type LoginResult, PASSWORD_TEXTS, TLS_REQUIRED } from "../login.ts";
import type { Client, Member } from "./client.ts";
import { keepFacts } from "./facts.ts";
import { welcome } from "./welcome.ts";

/** What the server says before it ends the connection of a client that cannot log in. */
const END_TEXTS: Partial<Readonly<Record<LoginRefusal, string>>> = {
  "server-full": "The server is full",
  "too-many-connections": "Too many connections come from your address",
  "tls-required": TLS_REQUIRED,
  // No numeric: clients would try other nicks, or take it for a ban and not come back.
  "unavailable": NAMES_UNAVAILABLE.explanation,
};

const REGISTERED = "The nickname is registered: its password is needed, by PASS or SASL";

/**
 * Logs a client in that has said its nick and its name and is not choosing capabilities.
 *
 * @param dialect The form in which the client reads events.
 * @param onLogin Learns that there is a user, before the client reads about it.
 */
export function logIn(
  client: Client,
  dialect: Dialect,
  onLogin: (user: User) => void,
): void | Promise<void> {
  const { nick, username, isNegotiating } = client.registration;
  if (client.user || nick === undefined || username === undefined || isNegotiating) return;
  // Without the password, a client learns nothing about names.
  if (!mayAsk(client, nick) && client.hub.userByNick(nick)) return refuseNick(client, nick);
  const password = passwordFor(client, nick);
  const introduce = (user: User) => describe(client, user);
  const request = { name: nick, password, onTaken: "refuse", isLegal: true, introduce } as const;
  const result = client.peer.login(request, dialect);
  const answer = (result: LoginResult) => onAnswer(client, nick, result, onLogin);
  return result instanceof Promise ? result.then(answer) : answer(result);
}

/** Reports whether the answer to a nick depends on a password. */
export function mayAsk({ peer }: Client, nick: string): boolean {
  return peer.asksForPassword || peer.isRegistered(nick);
}

/** Returns the password that was given for a name: that of its owner, or else that of the server. */
function passwordFor({ registration }: Client, nick: string): string {
  const { account, accountPassword, password } = registration;
  return account !== undefined && keyOf(account) === keyOf(nick) ? accountPassword : password;
}

/** Records what a client has said about its user. */
function describe(client: Client, user: User): void {
  const { registration, peer, signedOnAt } = client;
  user.username = registration.username!;
  user.realName = registration.realName;
  const account = registration.account ?? (peer.isRegistered(user.name) ? user.name : undefined);
  const activeAt = () => client.activeAt;
  keepFacts(user, { away: undefined, account, modes: new Set(), signedOnAt, activeAt });
}

function onAnswer(
  client: Client,
  nick: string,
  result: LoginResult,
  onLogin: (user: User) => void,
): void {
  if (result instanceof Refusal) return onRefused(client, nick, result);
  onLogin(result);
  if (client.user) welcome(client as Member);
}

function onRefused(client: Client, nick: string, refusal: Refusal<LoginRefusal>): void {
  const { code, explanation } = refusal;
  switch (code) {
    case "name-taken":
      return refuseNick(client, nick);
    case "bad-name":
      client.registration.nick = undefined;
      return client.reply("ERR_ERRONEUSNICKNAME", [nick]);
    case "name-registered":
      client.registration.nick = undefined;
      return client.reply("ERR_NICKNAMEINUSE", [nick], REGISTERED);
    case "password-missing":
    case "password-wrong":
      client.reply("ERR_PASSWDMISMATCH", [], PASSWORD_TEXTS[code]);
      return client.end(PASSWORD_TEXTS[code]);
    default: {
      const text = END_TEXTS[code] ?? (explanation || "You cannot log in");
      if (!END_TEXTS[code]) client.reply("ERR_YOUREBANNEDCREEP", [], text);
      return client.end(text);
    }
  }
}

function refuseNick(client: Client, nick: string): void {
  client.registration.nick = undefined;
  client.reply("ERR_NICKNAMEINUSE", [nick]);
}
