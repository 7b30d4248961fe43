import type { ChannelRefusal } from "../../chat/channels.ts";
import type { Hub } from "../../chat/hub.ts";
import type { User } from "../../chat/user.ts";
import { visibleChannel, visibleChannelNames } from "../../chat/visible_channels.ts";
import { Refusal } from "../../errors/refusal.ts";
import type { Peer } from "../dialect.ts";
import { moveTo, presentChannel } from "../one_channel.ts";
import { HISTORY_COMMANDS } from "./history_commands.ts";
import { channelNameIn, keyIn } from "./names.ts";

/** The reply to a command: a text, a list, frames, or nothing. */
export type Reply = string | readonly string[] | Uint8Array | undefined;

/** Carries out a command, given the text behind it and the user's connection; replies now or later. */
export type Command = (
  hub: Hub,
  user: User,
  rest: string,
  peer: CommandPeer,
) => Reply | Promise<Reply>;

/** The parts of a connection that commands work with. */
export interface CommandPeer extends Pick<Peer, "own" | "history" | "charge"> {
  /** Whether the client reads the ids of messages. */
  readonly readsIds: boolean;
  readonly isClustered: boolean;
  /** Has the client read the ids of messages from now on. */
  readIds(): void;
}

export const IN_NO_CHANNEL =
  "Not currently in any channel. Must join a channel before sending messages.";

/** The answer to a client that has ended the session that it left behind. Its name is free now. */
export const SESSION_ENDED = "Your earlier session has ended. Log in again to get its name.";
const CREATE_REFUSALS: Readonly<Record<ChannelRefusal, (name: string) => string>> = {
  "channel-exists": (name) => `Room ${name} already exists, so cannot be created.`,
  "too-many-channels": () => "The server has reached its limit of channels. Try /list and /join.",
  "too-many-by-user": () =>
    "You have created as many channels as one user may. Try /list and /join.",
};

/** The commands of the contract. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  "/join"(hub, user, rest) {
    const name = channelNameIn(rest);
    if (!name) return "/join command must be followed by the name of a channel to join.";
    const channel = hub.channel(name);
    if (!channel) return `No channel named ${name} exists. Try '/create ${name}'?`;
    const refusal = moveTo(hub, user, channel, keyIn(rest));
    return refusal && `${refusal.explanation}.`;
  },
  "/create"(hub, user, rest) {
    const name = channelNameIn(rest);
    if (!name) return "/create command must be followed by the name of a channel to create";
    const channel = hub.createChannel(name, user);
    if (channel instanceof Refusal) return CREATE_REFUSALS[channel.code](name);
    moveTo(hub, user, channel);
  },
  "/list": visibleChannelNames,
};

/** Parley's own commands. Clients that others wrote send none of these words. */
export const EXTENSIONS: Readonly<Record<string, Command>> = {
  "/msg"(hub, user, rest) {
    const [, name, text] = /^\s*(\S+)\s(.*\S.*)$/s.exec(rest) ?? [];
    if (!name || !text) return "/msg command must be followed by the name of a user and a message.";
    const refusal = hub.sendPrivate(user, name, text);
    if (!refusal) return undefined;
    return refusal.explanation ? `${refusal.explanation}.` : `No user named ${name} is here.`;
  },
  "/broadcast"(hub, user, rest) {
    if (rest.trim() === "") return "/broadcast command must be followed by a message.";
    const refusal = hub.broadcast(user, rest);
    return refusal && `${refusal.explanation}.`;
  },
  "/who"(hub, user, rest) {
    const name = channelNameIn(rest);
    if (!name) return presentChannel(user)?.addresses ?? hub.userAddresses;
    // Users of other dialects write a channel with a number sign.
    const channel = visibleChannel(hub, user, name) ??
      visibleChannel(hub, user, name.replace(/^#/, ""));
    if (!channel) return `There is no channel named ${name}.`;
    return channel.addresses.length > 0 ? channel.addresses : `Nobody is in ${name}.`;
  },
  "/leave"(hub, user) {
    const channel = presentChannel(user);
    if (!channel) return IN_NO_CHANNEL;
    hub.leave(user, channel);
  },
  "/session"(_hub, { name }, rest, peer) {
    const [, token = "", ids] = /^\s*(.*?)(\s+ids)?\s*$/s.exec(rest) ?? [];
    if (ids !== undefined) peer.readIds();
    const reply = (hasEnded: boolean) => hasEnded ? SESSION_ENDED : `You are ${name}.`;
    const hasEnded = token !== "" && peer.own(token);
    return hasEnded instanceof Promise ? hasEnded.then(reply) : reply(hasEnded);
  },
  ...HISTORY_COMMANDS,
};
