/**
 * The commands with which a connection begins, lives and ends.
 *
 * @module
 */
import { isNick } from "../../../chat/nick.ts";
import { Refusal } from "../../../errors/refusal.ts";
import { cutText } from "../../../framing/cut_text.ts";
import type { Client, Commands } from "../client.ts";
import { MAX_REAL_NAME_BYTES, MAX_USERNAME_LENGTH } from "../limits.ts";
import { mayAsk } from "../log_in.ts";
import { cutRemark, quoted } from "../targets.ts";

export const LOGIN_COMMANDS = {
  PASS: {
    usage: "PASS PASSWORD",
    help: "Gives the server's password, before everything else",
    least: 1,
    isEarly: true,
    run(client: Client, [password = ""]) {
      if (client.user) return client.reply("ERR_ALREADYREGISTRED");
      client.registration.password = password;
    },
  },

  NICK: {
    usage: "NICK NAME",
    help: "Chooses the name under which others see you",
    least: 0,
    isEarly: true,
    run(client: Client, [nick = ""]) {
      if (nick === "") return client.reply("ERR_NONICKNAMEGIVEN");
      if (!isNick(nick)) {
        return client.reply("ERR_ERRONEUSNICKNAME", [quoted(nick)]);
      }
      return withChecked(client, nick, client.user ? rename : chooseNick);
    },
  },

  USER: {
    usage: "USER NAME 0 * REALNAME",
    help: "Says who you are, once, at the start",
    least: 4,
    isEarly: true,
    run(client: Client, params) {
      if (client.user) return client.reply("ERR_ALREADYREGISTRED");
      const [username, , , realName] = params as [string, string, string, string];
      const legal = username.replace(/[^\w.[\]\\`^{|}-]/g, "").slice(0, MAX_USERNAME_LENGTH);
      if (legal === "" || realName === "") return client.reply("ERR_NEEDMOREPARAMS", ["USER"]);
      client.registration.username = legal;
      client.registration.realName = cutText(realName, MAX_REAL_NAME_BYTES);
      return client.tryToLogIn();
    },
  },

  PING: {
    usage: "PING TOKEN",
    help: "Asks the server to answer with PONG and the same token",
    least: 1,
    isEarly: true,
    run(client: Client, [token = ""]) {
      if (token === "") return client.reply("ERR_NOORIGIN");
      client.serverLine("PONG", [client.network.settings.serverName], token);
    },
  },

  PONG: {
    usage: "PONG TOKEN",
    help: "Answers PING; the server does not reply",
    least: 0,
    isEarly: true,
    run() {},
  },

  QUIT: {
    usage: "QUIT [TEXT]",
    help: "Leaves the server, with a few words to those who share a channel",
    least: 0,
    isEarly: true,
    run(client: Client, [text = ""]) {
      const isMuted = client.user && client.hub.silence(client.user);
      const words = isMuted ? "" : cutRemark(text);
      client.end("logged out", words === "" ? "Quit" : `Quit: ${words}`);
    },
  },
} as const satisfies Commands;

/** Does something with a nick, once it is known whether somebody on another server has it still. */
function withChecked(
  client: Client,
  nick: string,
  act: (client: Client, nick: string) => void | Promise<void>,
): void | Promise<void> {
  const checked = mayAsk(client, nick) ? undefined : client.peer.identity.checkHolder(nick);
  return checked ? checked.then(() => act(client, nick)) : act(client, nick);
}

function chooseNick(client: Client, nick: string): void | Promise<void> {
  const { hub, registration } = client;
  if (!mayAsk(client, nick) && (hub.isNameTaken(nick) || hub.userByNick(nick))) {
    registration.nick = undefined;
    return client.reply("ERR_NICKNAMEINUSE", [nick]);
  }
  registration.nick = nick;
  return client.tryToLogIn();
}

function rename(client: Client, nick: string): void | Promise<void> {
  const user = client.user!;
  if (nick === user.nick) return;
  const other = client.hub.userByNick(nick);
  if (other && other !== user) return client.reply("ERR_NICKNAMEINUSE", [nick]);
  const former = user.mask;
  const onAnswer = (refusal: Refusal | undefined) => {
    if (!refusal) return client.send(`:${former} NICK ${user.nick}`);
    if (refusal.code === "too-fast") return client.reply("ERR_NICKTOOFAST", [nick]);
    const numeric = refusal.code === "unavailable" ? "ERR_UNAVAILRESOURCE" : "ERR_NICKNAMEINUSE";
    client.reply(numeric, [nick], refusal.explanation || undefined);
  };
  const answer = client.peer.identity.rename(nick);
  return answer instanceof Promise ? answer.then(onAnswer) : onAnswer(answer);
}
