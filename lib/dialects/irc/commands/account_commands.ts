/**
 * The commands about registered names.
 *
 * @module
 */
import { keyOf } from "../../../chat/user.ts";
import { Refusal } from "../../../errors/refusal.ts";
import type { CommandReply } from "../../dialect.ts";
import type { Client, Commands, Member } from "../client.ts";
import { factsOf } from "../facts.ts";
import { formatLine } from "../line.ts";
import { parsePlain, SASL_PART_LENGTH } from "../sasl.ts";
import { paramText } from "../targets.ts";

/** The longest response of a client, in characters of Base64. */
const MAX_RESPONSE_LENGTH = 2 * SASL_PART_LENGTH;

export const ACCOUNT_COMMANDS = {
  AUTHENTICATE: {
    usage: "AUTHENTICATE PLAIN, AUTHENTICATE RESPONSE",
    help: "Proves with a password that a registered name is yours",
    least: 1,
    isEarly: true,
    run(client: Client, [param = ""]) {
      const { registration } = client;
      if (registration.saslResponse === undefined) return start(client, param);
      if (param === "*") {
        registration.saslResponse = undefined;
        return client.reply("ERR_SASLABORTED");
      }
      if (param !== "+") registration.saslResponse += param;
      const { length } = registration.saslResponse;
      if (param.length > SASL_PART_LENGTH || length > MAX_RESPONSE_LENGTH) {
        registration.saslResponse = undefined;
        return client.reply("ERR_SASLTOOLONG");
      }
      // A part of full length has another one behind it.
      if (param.length === SASL_PART_LENGTH) return;
      return finish(client, registration.saslResponse);
    },
  },

  REGISTER: {
    usage: "REGISTER *|NICK * PASSWORD",
    help: "Registers your nick: from then on, its password is needed to use it",
    least: 3,
    isEarly: true,
    run(client: Client, [account = "", , password = ""]) {
      if (!client.user) {
        return fail(client, "COMPLETE_CONNECTION_REQUIRED", account, "Log in first");
      }
      return register(client as Member, account, password);
    },
  },
} as const satisfies Commands;

function start(client: Client, mechanism: string): void {
  if (mechanism.toUpperCase() === "PLAIN") {
    client.registration.saslResponse = "";
    return client.serverLine("AUTHENTICATE", ["+"]);
  }
  client.reply("RPL_SASLMECHS", ["PLAIN"]);
  client.reply("ERR_SASLFAIL");
}

function finish(client: Client, response: string): void | Promise<void> {
  client.registration.saslResponse = undefined;
  const credentials = parsePlain(response);
  if (!credentials) return client.reply("ERR_SASLFAIL");
  const { name, password } = credentials;
  const onAnswer = (isRight: boolean) => {
    if (!isRight) return client.reply("ERR_SASLFAIL");
    Object.assign(client.registration, { account: name, accountPassword: password });
    replyLoggedIn(client, name);
    client.reply("RPL_SASLSUCCESS");
    if (client.user) becomeOwner(client as Member, name);
  };
  const answer = client.peer.identity.proves(name, password);
  return answer instanceof Promise ? answer.then(onAnswer) : onAnswer(answer);
}

function replyLoggedIn(client: Client, account: string): void {
  const { nick, username } = client.registration;
  const mask = client.user?.mask ?? `${nick ?? "*"}!${username ?? "*"}@*`;
  const name = paramText(account);
  client.reply("RPL_LOGGEDIN", [mask, name], `You are now logged in as ${account}`);
}

/** Records the registered name of a user, and tells those who want to know. */
function becomeOwner(client: Member, account: string): void {
  const { hub, user, capabilities } = client;
  factsOf(user).account = account;
  if (capabilities.has("account-notify")) {
    client.send(formatLine(user.mask, "ACCOUNT", [paramText(account)]));
  }
  hub.tellFacts(user);
}

function register(client: Member, account: string, password: string): void | Promise<void> {
  const { peer, user } = client;
  if (account !== "*" && keyOf(account) !== keyOf(user.name)) {
    return fail(
      client,
      "ACCOUNT_NAME_MUST_BE_NICK",
      account,
      "Only your own nick can be registered",
    );
  }
  if (peer.isRegistered(user.name)) {
    return fail(client, "ACCOUNT_EXISTS", user.nick, "The name is registered already");
  }
  const onAnswer = (reply: CommandReply | undefined) => {
    if (!reply || reply instanceof Refusal) {
      const text = reply?.explanation || "This server registers no names";
      return fail(client, "UNACCEPTABLE_PASSWORD", user.nick, text);
    }
    client.serverLine("REGISTER", ["SUCCESS", user.nick], reply.join(" "));
    replyLoggedIn(client, user.name);
    becomeOwner(client, user.name);
  };
  const answer = peer.command(`/register ${password}`);
  return answer instanceof Promise ? answer.then(onAnswer) : onAnswer(answer);
}

function fail(client: Client, code: string, account: string, text: string): void {
  client.serverLine("FAIL", ["REGISTER", code, paramText(account)], text);
}
