/**
 * What users of the messenger dialect may ask for once they are logged in.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import type { Hub } from "../../chat/hub.ts";
import type { User } from "../../chat/user.ts";
import { visibleChannelNames } from "../../chat/visible_channels.ts";
import { Refusal } from "../../errors/refusal.ts";
import { type Message, quote } from "../../framing/messages.ts";
import type { CommandReply, Peer } from "../dialect.ts";
import { moveTo } from "../one_channel.ts";
import { hasTooManyLines, MAX_TEXT_LINES } from "../text_lines.ts";
import { badChannelName, channelName, findChannel, withHashes } from "./channel_names.ts";
import { HISTORY_ACTIONS } from "./history_actions.ts";
import { CREATE_REFUSALS } from "./refusals.ts";
import { error, notIn, type Replies, type Reply } from "./replies.ts";
import { noSuchChannel } from "./texts.ts";

/** The parts of a session that an action works with. */
export interface ActionContext {
  readonly hub: Hub;
  readonly user: User;
  readonly peer: Peer;
  /** Whether the client has asked for more than the contract has. */
  readonly isExtended: boolean;
  /** Returns a body with the id and the time of the last event, where the client reads them. */
  stamped(text?: string): Message["body"];
}

/** Carries out a message of a user. */
export type Action = (context: ActionContext, message: Message) => Replies | Promise<Replies>;

/** The actions by their names. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  message({ hub, user, stamped }, { destination, body }) {
    const text = textIn(body);
    if (text instanceof Refusal) return error(text.explanation);
    if (destination.startsWith("#")) {
      const channel = findChannel(hub, destination);
      const refusal = channel ? hub.say(user, channel, text) : NOT_A_MEMBER;
      if (refusal) return error(refusal.explanation || notIn(destination));
    } else {
      const refusal = hub.sendPrivate(user, destination, text);
      if (refusal) {
        return error(refusal.explanation || `No user named ${quote(destination)} is here`);
      }
    }
    return { action: "delivered", destination, body: stamped() };
  },

  /** Lets a program say something in a channel without its members seeing it come and go. */
  post({ hub, user, stamped }, { destination, body }) {
    const text = textIn(body);
    if (text instanceof Refusal) return error(text.explanation);
    const channel = findChannel(hub, destination);
    if (!channel) return error(noSuchChannel(destination));
    const refusal = hub.post(user, channel, text);
    if (refusal) return error(refusal.explanation);
    return { action: "delivered", destination, body: stamped() };
  },

  broadcast({ hub, user, stamped }, { body }) {
    const text = textIn(body);
    if (text instanceof Refusal) return error(text.explanation);
    const refusal = hub.broadcast(user, text);
    if (refusal) return error(refusal.explanation);
    // The sender reads it, too, as the contract says.
    const echo = { action: "broadcast", source: user.address, destination: "*" };
    return [
      { ...echo, body: stamped(text) },
      { action: "delivered", destination: "*", body: stamped() },
    ];
  },

  users({ hub, user }, { destination }) {
    if (!destination.startsWith("#")) return { action: "users", body: hub.userAddresses };
    const channel = findChannel(hub, destination);
    if (!channel?.isVisibleTo(user)) return error(noSuchChannel(destination));
    return { action: "users", body: channel.addresses };
  },

  channels({ hub, user }) {
    return { action: "channels", body: withHashes(visibleChannelNames(hub, user)) };
  },

  create({ hub, user, isExtended }, { destination }) {
    const name = channelName(destination);
    if (name === undefined) return error(badChannelName(destination));
    const channel = hub.createChannel(name, user);
    if (channel instanceof Refusal) return error(CREATE_REFUSALS[channel.code](destination));
    moveTo(hub, user, channel);
    return entered(user, channel, destination, isExtended);
  },

  join({ hub, user, isExtended }, { destination, body }) {
    if (channelName(destination) === undefined) return error(badChannelName(destination));
    const channel = findChannel(hub, destination);
    if (!channel) return error(noSuchChannel(destination));
    const refusal = moveTo(hub, user, channel, String(body));
    if (refusal) return error(refusal.explanation);
    return entered(user, channel, destination, isExtended);
  },

  leave({ hub, user }, { destination }) {
    const channel = findChannel(hub, destination);
    if (!channel || hub.leave(user, channel)) return error(notIn(destination));
    return { action: "left", source: user.address, destination };
  },

  ...HISTORY_ACTIONS,

  /** Returns the block list that the server keeps for a registered name; an array replaces it. */
  blocks({ peer }, { body }) {
    const names = peer.blocks(typeof body === "string" ? undefined : body);
    return names instanceof Refusal ? error(names.explanation) : { action: "blocks", body: names };
  },

  /** Carries out a command of the server, for which the dialect has no action of its own. */
  command({ peer }, { body }) {
    const line = String(body);
    const reply = peer.command(line);
    // At once where possible: input that waits for an answer takes no turns with that of others.
    if (!(reply instanceof Promise)) return toReply(reply, line);
    return reply.then((reply) => toReply(reply, line));
  },
};

function toReply(reply: CommandReply | undefined, line: string): Reply {
  if (reply === undefined) {
    const [name = ""] = line.split(" ", 1);
    return error(`The server has no command ${quote(name)}: /commands lists them`);
  }
  return reply instanceof Refusal ? error(reply.explanation) : { action: "command", body: reply };
}

const NOT_A_MEMBER = new Refusal("not-a-member");

const BLANK_TEXT = new Refusal(
  "blank-text",
  'The component "body" must be a text that is not blank',
);

const TOO_MANY_LINES = new Refusal(
  "too-many-lines",
  `The text has more than ${MAX_TEXT_LINES} lines: send it in parts`,
);

/** Returns the text of a message, if it may be sent. */
function textIn(body: Message["body"]): string | Refusal {
  if (typeof body !== "string" || body.trim() === "") return BLANK_TEXT;
  return hasTooManyLines(body) ? TOO_MANY_LINES : body;
}

/** Returns the replies to a user who has entered a channel, with its topic where the client reads it. */
function entered(
  { address }: User,
  { topic }: Channel,
  destination: string,
  isExtended: boolean,
): Replies {
  const joined: Reply = { action: "joined", source: address, destination };
  if (!isExtended || !topic?.text) return joined;
  return [joined, { action: "topic", destination, body: topic.text }];
}
