/**
 * The command with which clients read what was said before.
 *
 * @module
 */
import type { Channel } from "../../../chat/channel.ts";
import { User } from "../../../chat/user.ts";
import type { History, PastMessage } from "../../../history/history.ts";
import type { Commands, Member } from "../client.ts";
import { MAX_PAST_MESSAGES } from "../limits.ts";
import { channelNamed, nameOf, paramText } from "../targets.ts";

/** A place in a history: the ids between which it lies. */
interface Place {
  /** The messages before the place have smaller ids than this. */
  readonly before: number;
  /** The messages after the place have greater ids than this. */
  readonly after: number;
}

const END: Place = { before: Number.MAX_SAFE_INTEGER, after: Number.MAX_SAFE_INTEGER };

/** Returns messages of a channel, the oldest first. */
type Select = (
  history: History,
  channel: string,
  places: readonly Place[],
  count: number,
) => readonly PastMessage[];

/** The subcommands by their names, each with the number of places that it needs. */
const SUBCOMMANDS: Readonly<Record<string, readonly [places: number, select: Select]>> = {
  LATEST: [1, (history, channel, [place], count) => {
    const messages = history.page(channel, { before: END.before, count }).messages;
    return place === END ? messages : messages.filter(({ id }) => id > place!.after);
  }],
  BEFORE: [
    1,
    (history, channel, [place], count) =>
      history.page(channel, { before: place!.before, count }).messages,
  ],
  AFTER: [
    1,
    (history, channel, [place], count) =>
      history.page(channel, { after: place!.after, count }).messages,
  ],
  BETWEEN: [2, (history, channel, [from, to], count) => {
    if (from!.after < to!.before) {
      const { messages } = history.page(channel, { after: from!.after, count });
      return messages.filter(({ id }) => id < to!.before);
    }
    const { messages } = history.page(channel, { before: from!.before, count });
    return messages.filter(({ id }) => id > to!.after);
  }],
  AROUND: [1, (history, channel, [place], count) => {
    const half = Math.floor(count / 2);
    const older = half === 0
      ? []
      : history.page(channel, { before: place!.before, count: half }).messages;
    const rest = count - older.length;
    return [...older, ...history.page(channel, { after: place!.before - 1, count: rest }).messages];
  }],
};

export const HISTORY_COMMANDS = {
  CHATHISTORY: {
    usage: "CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN #CHANNEL PLACE [PLACE] COUNT",
    help:
      "Shows what was said in a channel that you are in; a place is msgid=ID, timestamp=TIME or *",
    least: 1,
    run(client, [name = "", ...params]) {
      const subcommand = name.toUpperCase();
      if (subcommand === "TARGETS") return replyTargets(client, params);
      if (!Object.hasOwn(SUBCOMMANDS, subcommand)) {
        return fail(client, "INVALID_PARAMS", [paramText(name)], "Unknown subcommand");
      }
      if (params.length < SUBCOMMANDS[subcommand]![0] + 2) {
        return fail(client, "NEED_MORE_PARAMS", [subcommand], "Missing parameters");
      }
      const channel = channelNamed(client.hub, params[0]!);
      const loading = channel?.members.has(client.user) ? [channel] : [];
      return whenLoaded(client, loading, () => replyPart(client, subcommand, params));
    },
  },
} as const satisfies Commands;

/** Replies once the messages of these channels are loaded, which they usually are. */
function whenLoaded(
  { peer: { history } }: Member,
  channels: readonly Channel[],
  reply: () => void,
): void | Promise<void> {
  const loading = channels.map(({ name }) => history.ready?.(name));
  if (loading.every((promise) => promise === undefined)) return reply();
  return Promise.all(loading).then(reply);
}

function replyPart(
  client: Member,
  subcommand: string,
  [target = "", ...params]: readonly string[],
): void {
  const channel = channelNamed(client.hub, target);
  if (!channel?.members.has(client.user)) {
    const text = "You can read the past of channels that you are in";
    return fail(client, "INVALID_TARGET", [subcommand, paramText(target)], text);
  }
  const { history } = client.peer;
  const [places, select] = SUBCOMMANDS[subcommand]!;
  const parsed = params.slice(0, places).map((text) => parsePlace(history, channel.name, text));
  const count = Math.min(Number(params[places]), MAX_PAST_MESSAGES);
  if (parsed.includes(undefined) || !(count >= 1)) {
    return fail(client, "INVALID_PARAMS", [subcommand], "Expected places and a count");
  }
  replyPast(client, channel, select(history, channel.name, parsed as Place[], Math.floor(count)));
}

/** Returns the place that a parameter names. */
function parsePlace(history: History, channel: string, text: string): Place | undefined {
  if (text === "*") return END;
  const [, id] = /^msgid=(\d{1,16})$/.exec(text) ?? [];
  if (id) return { before: Number(id), after: Number(id) };
  const [, time] = /^timestamp=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)$/.exec(text) ?? [];
  const since = Date.parse(time ?? "");
  if (Number.isNaN(since)) return undefined;
  const firstSince = (since: number) =>
    history.page(channel, { since, count: 1 }).messages[0]?.id ?? END.before;
  return { before: firstSince(since), after: firstSince(since + 1) - 1 };
}

function replyPast(client: Member, channel: Channel, messages: readonly PastMessage[]): void {
  const { hub, peer } = client;
  let cost = 0;
  client.batch("chathistory", [nameOf(channel)], () => {
    for (const { id, time, sender, text } of messages) {
      const from = hub.user(sender) ?? new User(sender);
      client.echo({ id, time, type: "message", from, channel, text });
      cost += text.length;
    }
  });
  peer.charge(cost);
}

/** Lists the channels of the user in which something was said between two times. */
function replyTargets(client: Member, params: readonly string[]): void | Promise<void> {
  const times = params.slice(0, 2).map((text) => Date.parse(text.replace(/^timestamp=/, "")));
  if (times.length < 2 || times.some(Number.isNaN)) {
    return fail(client, "INVALID_PARAMS", ["TARGETS"], "Expected two times and a count");
  }
  const [from, to] = [Math.min(...times), Math.max(...times)];
  return whenLoaded(client, [...client.user.channels], () => {
    client.batch("draft/chathistory-targets", [], () => listTargets(client, from, to));
  });
}

function listTargets(client: Member, from: number, to: number): void {
  const { history } = client.peer;
  for (const channel of client.user.channels) {
    const [last] = history.page(channel.name, { before: END.before, count: 1 }).messages;
    if (!last || last.time <= from || last.time >= to) continue;
    const time = new Date(last.time).toISOString();
    client.serverLine("CHATHISTORY", ["TARGETS", nameOf(channel), time]);
  }
}

function fail(client: Member, code: string, context: readonly string[], text: string): void {
  client.serverLine("FAIL", ["CHATHISTORY", code, ...context], text);
}
