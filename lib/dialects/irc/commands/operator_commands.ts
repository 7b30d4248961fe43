/**
 * The commands of the operators of the server.
 *
 * @module
 */
import { Refusal } from "../../../errors/refusal.ts";
import type { CommandReply } from "../../dialect.ts";
import type { Commands, Member } from "../client.ts";
import { factsOf } from "../facts.ts";
import { formatLine } from "../line.ts";
import { Signal } from "../signal.ts";
import { cutRemark, userNamed } from "../targets.ts";

export const OPERATOR_COMMANDS = {
  OPER: {
    usage: "OPER NAME PASSWORD",
    help: "Makes you an operator of the server, with the registered name and the password of one",
    least: 2,
    run(client, [name = "", password = ""]) {
      const answer = client.peer.identity.authorize(name, password);
      const onAnswer = (isOperator: boolean) => {
        if (isOperator) becomeOperator(client);
        else client.reply("ERR_PASSWDMISMATCH");
      };
      return answer instanceof Promise ? answer.then(onAnswer) : onAnswer(answer);
    },
  },

  KILL: {
    usage: "KILL NICK [REASON]",
    help: "Disconnects a user, as an operator of the server",
    least: 1,
    run(client, [nick = "", reason = ""]) {
      if (!isOperator(client)) return client.reply("ERR_NOPRIVILEGES");
      const user = userNamed(client, nick);
      if (!user) return;
      return kill(client, `/kick ${user.address} ${cutRemark(reason)}`.trimEnd());
    },
  },

  WALLOPS: {
    usage: "WALLOPS TEXT",
    help: "Sends a text to all users with the mode w, as an operator of the server",
    least: 1,
    run(client, [text = ""]) {
      if (!isOperator(client)) return client.reply("ERR_NOPRIVILEGES");
      const { hub, user } = client;
      const readers = [...hub.users.values()].filter((it) => factsOf(it).modes.has("w"));
      const line = formatLine(user.mask, "WALLOPS", [], text);
      hub.signal(user, readers, new Signal(line));
    },
  },
} as const satisfies Commands;

/** Has the server carry out its own command. */
function kill(client: Member, line: string): void | Promise<void> {
  const answer = client.peer.command(line);
  const onAnswer = (reply: CommandReply | undefined) => {
    const explanation = reply instanceof Refusal ? reply.explanation : undefined;
    if (!reply || explanation) client.reply("ERR_NOPRIVILEGES", [], explanation);
  };
  return answer instanceof Promise ? answer.then(onAnswer) : onAnswer(answer);
}

function isOperator({ user }: Member): boolean {
  return factsOf(user).modes.has("o");
}

function becomeOperator(client: Member): void {
  const { hub, user } = client;
  const { modes } = factsOf(user);
  client.reply("RPL_YOUREOPER");
  if (modes.has("o")) return;
  modes.add("o");
  hub.tellFacts(user);
  client.send(formatLine(user.mask, "MODE", [user.nick, "+o"]));
}
