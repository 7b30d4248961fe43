/**
 * The commands that send something to users and channels.
 *
 * @module
 */
import type { Channel } from "../../../chat/channel.ts";
import type { User } from "../../../chat/user.ts";
import type { Refusal } from "../../../errors/refusal.ts";
import type { Commands, Member } from "../client.ts";
import { factsOf } from "../facts.ts";
import { MAX_TARGETS } from "../limits.ts";
import { fitLine, formatLine, type Line } from "../line.ts";
import { clientTags, isForPrograms, MessageText, type Verb } from "../message_text.ts";
import { Signal } from "../signal.ts";
import type { Tags } from "../tags.ts";
import { channelNamed, listOf, nameOf, paramText } from "../targets.ts";

export const MESSAGE_COMMANDS = {
  PRIVMSG: {
    usage: "PRIVMSG TARGET[,TARGET…] TEXT",
    help:
      "Sends a message to users, channels, or the operators (@#CHANNEL) or members with a voice " +
      "(+#CHANNEL) of a channel",
    least: 0,
    run: (client, params, line) => send(client, "PRIVMSG", params, line),
  },

  NOTICE: {
    usage: "NOTICE TARGET[,TARGET…] TEXT",
    help: "Sends a message that no program may answer by itself; mistakes are not reported either",
    least: 0,
    run: (client, params, line) => send(client, "NOTICE", params, line),
  },

  TAGMSG: {
    usage: "@TAGS TAGMSG TARGET[,TARGET…]",
    help: "Sends tags to the programs of others, without a text",
    least: 0,
    run(client, [targets], line) {
      if (!targets) return client.reply("ERR_NORECIPIENT", [], "No recipient given (TAGMSG)");
      const tags = clientTags(line.tags);
      for (const target of listOf(targets).slice(0, MAX_TARGETS)) {
        const to = addresseeOf(client, target);
        if (!to) {
          client.reply("ERR_NOSUCHNICK", [paramText(target)]);
          continue;
        }
        const refusal = refusalOf(client, to);
        if (refusal) replyRefusal(client, target, refusal);
        else signal(client, to, new Signal(tagLine(client, target), "message-tags", tags));
      }
    },
  },
} as const satisfies Commands;

function tagLine({ user }: Member, target: string): string {
  return formatLine(user.mask, "TAGMSG", [target]);
}

function send(client: Member, verb: Verb, params: readonly string[], line: Line): void {
  const [targets, text = ""] = params;
  const isSilent = verb === "NOTICE";
  if (!targets) {
    if (!isSilent) client.reply("ERR_NORECIPIENT", [], `No recipient given (${verb})`);
    return;
  }
  if (text === "") return isSilent ? undefined : client.reply("ERR_NOTEXTTOSEND");
  const all = targets.includes(",") ? listOf(targets) : [targets];
  if (all.length > MAX_TARGETS && !isSilent) {
    client.reply("ERR_TOOMANYTARGETS", [paramText(all[MAX_TARGETS]!)]);
  }
  const tags = clientTags(line.tags);
  for (const target of all.slice(0, MAX_TARGETS)) {
    sendTo(client, target, text, verb, tags);
  }
}

function sendTo(
  client: Member,
  target: string,
  raw: string,
  verb: Verb,
  tags: Tags,
): void {
  const { hub, user } = client;
  const isSilent = verb === "NOTICE";
  const to = addresseeOf(client, target);
  const text = new MessageText(raw, user.name, { verb, tags });
  if (!to) {
    if (/^[@+]+#/.test(target)) return sendToRanks(client, target, raw, verb, tags);
    if (target.startsWith("#")) {
      return isSilent ? undefined : client.reply("ERR_NOSUCHCHANNEL", [paramText(target)]);
    }
    // Somebody may take the message for a user who is away.
    const refusal = hub.sendPrivate(user, target, text);
    if (!refusal || isSilent) return;
    return client.reply("ERR_NOSUCHNICK", [paramText(target)], refusal.explanation || undefined);
  }
  const refusal = "members" in to ? say(client, to, text) : tell(client, to, text);
  if (refusal) return isSilent ? undefined : replyRefusal(client, target, refusal);
  if ("members" in to || isSilent) return;
  const { away } = factsOf(to);
  if (away !== undefined) client.reply("RPL_AWAY", [to.nick], away);
}

/** Returns the channel or the user that a target names. */
function addresseeOf({ hub }: Member, target: string): Channel | User | undefined {
  if (target.startsWith("#")) return channelNamed(hub, target);
  return hub.userByNick(target) ?? hub.user(target);
}

function say(client: Member, channel: Channel, text: MessageText): Refusal | undefined {
  const { hub, user } = client;
  if (isForPrograms(text.raw)) {
    const refusal = channel.modes.flags.has("C") ? NO_REQUESTS : refusalOf(client, channel);
    if (!refusal) signal(client, channel, requestSignal(client, nameOf(channel), text));
    return refusal;
  }
  const refusal = hub.post(user, channel, text);
  if (!refusal && hasEcho(client)) {
    client.echo({ ...hub.lastStamp, type: "message", from: user, channel, text });
  }
  return refusal;
}

function tell(client: Member, to: User, text: MessageText): Refusal | undefined {
  const { hub, user } = client;
  if (isForPrograms(text.raw)) {
    const refusal = refusalOf(client, to);
    if (!refusal && !factsOf(to).modes.has("T")) {
      signal(client, to, requestSignal(client, to.nick, text));
    }
    return refusal;
  }
  const refusal = hub.sendPrivate(user, to.address, text);
  if (!refusal && hasEcho(client)) {
    client.echo({ ...hub.lastStamp, type: "private", from: user, to, text });
  }
  return refusal;
}

/** Returns why a user may not send anything to somebody, if so. */
function refusalOf({ hub, user }: Member, to: Channel | User): Refusal | undefined {
  return hub.silence(user) ?? ("members" in to ? to.speechRefusal(user) : undefined);
}

const NO_REQUESTS = { code: "no-requests", explanation: "" } as Refusal;

/** Requests to programs say nothing to users of other dialects. */
function requestSignal({ user }: Member, target: string, { verb, raw, tags }: MessageText): Signal {
  return new Signal(fitLine(`:${user.mask} ${verb} ${target} :${raw}`), undefined, tags);
}

function signal(client: Member, to: Channel | User, signal: Signal): void {
  const { hub, user } = client;
  const receivers = "members" in to ? to : [to];
  hub.signal(user, receivers, signal);
  if (!hasEcho(client)) return;
  client.echo({ ...hub.lastStamp, type: "signal", by: user, to: receivers, signal });
}

function hasEcho({ capabilities }: Member): boolean {
  return capabilities.has("echo-message");
}

/** Sends a message to the operators of a channel, or also to the members with a voice. */
function sendToRanks(
  client: Member,
  target: string,
  raw: string,
  verb: Verb,
  tags: Tags,
): void {
  const { hub, user } = client;
  const [, signs = "", name = ""] = /^([@+]+)(#.*)$/s.exec(target) ?? [];
  const channel = channelNamed(hub, name);
  const isSilent = verb === "NOTICE";
  if (!channel) return isSilent ? undefined : client.reply("ERR_NOSUCHCHANNEL", [paramText(name)]);
  const refusal = refusalOf(client, channel);
  if (refusal) return isSilent ? undefined : replyRefusal(client, target, refusal);
  const { operators, voiced } = channel.modes;
  const receivers = signs.includes("+") ? operators.union(voiced) : operators;
  const text = new MessageText(raw, user.name, { verb, tags, target: target });
  for (const to of receivers) {
    if (to !== user) hub.sendPrivate(user, to.address, text);
  }
  if (hasEcho(client)) {
    client.echo({ ...hub.lastStamp, type: "message", from: user, channel, text });
  }
}

function replyRefusal(client: Member, target: string, { explanation }: Refusal): void {
  client.reply("ERR_CANNOTSENDTOCHAN", [paramText(target)], explanation || undefined);
}
