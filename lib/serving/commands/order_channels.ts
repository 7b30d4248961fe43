import type { Channel } from "../../chat/channel.ts";
import type { CommandReply } from "../../dialects/dialect.ts";
import { presentChannel } from "../../dialects/one_channel.ts";
import { Refusal } from "../../errors/refusal.ts";
import type { Moderation } from "../moderation/moderation.ts";
import { localTime } from "../../framing/local_time.ts";
import { oneLine, parseReason, splitWord } from "./penalty_arguments.ts";
import { type Actor, refuse } from "./server_command.ts";
import type { CommandFamily } from "./server_commands.ts";
import { findChannel } from "./targets.ts";

/** How soon the members of a channel may change its topic again, in milliseconds. */
const TOPIC_PAUSE_MS = 2000;

/** Returns the commands about channels. */
export function channelCommands(moderation: Moderation): CommandFamily {
  return {
    "/close": (actor, rest) => close(moderation, actor, rest),
    "/topic": (actor, rest) => topic(moderation, actor, rest),
  };
}

function close({ chat, topics }: Moderation, actor: Actor, rest: string): CommandReply {
  const [word, behind] = splitWord(rest);
  const reason = parseReason(behind);
  if (reason instanceof Refusal) return reason;
  const channel = findChannel(chat.hub, word);
  if (channel instanceof Refusal) return channel;
  const count = channel.members.size;
  topics.forget(channel, {
    ...{ actor: actor.name, action: "close", target: channel.name, detail: reason },
  });
  chat.history.forget(channel.name);
  const text = "An operator has closed this channel";
  chat.hub.close(channel, reason === "" ? text : `${text}: ${reason}`);
  return [`${channel.name} is closed: it had ${count} ${count === 1 ? "member" : "members"}`];
}

function topic(moderation: Moderation, actor: Actor, rest: string): CommandReply {
  const place = placeOf(moderation, actor, rest.trim());
  if (place instanceof Refusal) return place;
  const { channel, text } = place;
  if (text === "") return [topicLine(channel, moderation.ledger.now())];
  if (text === "--lock" || text === "--unlock") {
    return lock(moderation, actor, channel, text === "--lock");
  }
  if (/^--\w*$/.test(text) && text !== "--clear") {
    return refuse(`Unknown option "${text}": use --clear, --lock or --unlock`);
  }
  return change(moderation, actor, channel, text === "--clear" ? "" : text);
}

/** Returns the channel of the user, or at the server's terminal the one that the text starts with. */
function placeOf(
  { chat: { hub } }: Moderation,
  { user }: Actor,
  text: string,
): { channel: Channel; text: string } | Refusal<"refused"> {
  if (user) {
    const channel = presentChannel(user);
    return channel ? { channel, text } : refuse("You are in no channel");
  }
  const [word, rest] = splitWord(text);
  if (word === "") return refuse("Usage: /topic CHANNEL [TEXT|--clear|--lock|--unlock]");
  const channel = findChannel(hub, word);
  return channel instanceof Refusal ? channel : { channel, text: rest };
}

function topicLine({ topic }: Channel, now: number): string {
  const lock = topic?.isLocked ? " (locked)" : "";
  if (!topic?.text) return `There is no topic${lock}`;
  return `Topic${lock}: ${topic.text} (${topic.author}, ${localTime(topic.time, now)})`;
}

function lock(
  { ledger, topics }: Moderation,
  actor: Actor,
  channel: Channel,
  isLocked: boolean,
): CommandReply {
  if (!actor.isOperator) return refuse("Only operators lock topics");
  const before = channel.topic ?? { text: "", author: actor.name, time: ledger.now() };
  const topic = { ...before, isLocked };
  const detail = isLocked ? "--lock" : "--unlock";
  topics.keep(channel, topic, {
    ...{ actor: actor.name, action: "topic", target: channel.name, detail },
  });
  channel.topic = topic;
  if (isLocked) return ["Only operators may change the topic now"];
  return ["All members may change the topic now"];
}

function change(
  { chat: { hub }, ledger, topics }: Moderation,
  actor: Actor,
  channel: Channel,
  wanted: string,
): CommandReply {
  const muted = actor.user && hub.silence(actor.user);
  if (muted) return refuse(muted.explanation);
  const { isLocked = false, time: changedAt = -Infinity } = channel.topic ?? {};
  if (!actor.isOperator) {
    if (isLocked) return refuse("An operator has locked the topic");
    if (ledger.now() - changedAt < TOPIC_PAUSE_MS) {
      return refuse("The topic has just been changed: wait two seconds");
    }
  }
  const text = oneLine(wanted, "topic");
  if (text instanceof Refusal) return text;
  const topic = { text, author: actor.name, time: ledger.now(), isLocked };
  topics.keep(channel, topic);
  hub.changeTopic(channel, topic, actor.user);
  return [text === "" ? "The topic is removed" : `The topic is now: ${text}`];
}
