import type { CommandReply } from "../../dialects/dialect.ts";
import { KICKED } from "../../dialects/removal.ts";
import { Refusal } from "../../errors/refusal.ts";
import { quote } from "../../framing/messages.ts";
import type { Moderation } from "../moderation/moderation.ts";
import { penaltyText, withPenalty } from "../moderation/penalty.ts";
import { localTime } from "../../framing/local_time.ts";
import { reasonForLog } from "../moderation/put_out.ts";
import { parsePenalty, parseReason, splitWord } from "./penalty_arguments.ts";
import { type Actor, refuse } from "./server_command.ts";
import type { CommandFamily } from "./server_commands.ts";
import { findUser, nameToPunish, nobodyNamed, typedName } from "./targets.ts";

/** Returns the commands with which an operator disconnects and mutes users. */
export function userCommands(moderation: Moderation): CommandFamily {
  return {
    "/kick": (actor, rest) => kick(moderation, actor, rest),
    "/mute": (actor, rest) => mute(moderation, actor, rest),
    "/unmute": (actor, rest) => unmute(moderation, actor, rest),
    "/mutes": () => {
      const now = moderation.ledger.now();
      const lines = moderation.mutes.list().map((it) =>
        `${withPenalty(it.name, it, now)} (${it.author}, ${localTime(it.time, now)})`
      );
      return lines.length > 0 ? lines : ["Nobody is muted"];
    },
  };
}

function kick(
  { chat, ledger }: Moderation,
  actor: Actor,
  rest: string,
): CommandReply | Promise<CommandReply> {
  const [word, behind] = splitWord(rest);
  const reason = parseReason(behind);
  if (reason instanceof Refusal) return reason;
  const user = findUser(chat.hub, word);
  if (user instanceof Refusal) return user;
  const session = chat.roster.sessions.get(user);
  if (user === actor.user) return refuse("You cannot kick yourself: leave with /quit");
  if (!session) return refuse(`Cannot disconnect ${user.address}: the server itself runs it`);
  ledger.record({ actor: actor.name, action: "kick", target: user.address, detail: reason });
  const reply = [`${user.address} is disconnected`];
  const gone = session.putOut(reasonForLog(KICKED, reason));
  return gone ? gone.then(() => reply) : reply;
}

function mute(moderation: Moderation, actor: Actor, rest: string): CommandReply {
  const { chat: { hub }, ledger, mutes } = moderation;
  const [word, behind] = splitWord(rest);
  const penalty = parsePenalty(behind, ledger.now());
  if (penalty instanceof Refusal) return penalty;
  const name = nameToPunish(moderation, actor, word);
  if (name instanceof Refusal) return name;
  const user = findUser(hub, word);
  mutes.add(
    { actor: actor.name, action: "mute", target: name, detail: penaltyText(penalty) },
    { ...penalty, name, author: actor.name, time: ledger.now() },
  );
  const isHere = !(user instanceof Refusal);
  if (isHere) hub.tell(user, withPenalty("You are muted", penalty, ledger.now()));
  return [
    withPenalty(`${name} is muted`, penalty, ledger.now()),
    ...(isHere ? [] : [nobodyNamed(hub, name)]),
  ];
}

function unmute({ chat, mutes }: Moderation, actor: Actor, rest: string): CommandReply {
  const [word] = splitWord(rest);
  const name = typedName(word);
  const found = mutes.ofName(name);
  if (!found) return refuse(`${quote(name)} is not muted: /mutes lists the muted users`);
  mutes.lift({ actor: actor.name, action: "unmute", target: found.name, detail: "" }, found);
  const user = chat.hub.user(found.name);
  if (user) chat.hub.tell(user, "You are no longer muted");
  return [`${found.name} is no longer muted`];
}
