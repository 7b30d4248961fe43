/**
 * The lines that tell users of IRC of events. They depend on the client's capabilities.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import type { ChatEvent, Departure, Stamp, Text } from "../../chat/event.ts";
import { SERVER_NAME } from "../../chat/server_name.ts";
import type { User } from "../../chat/user.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { linesOf } from "../text_lines.ts";
import type { Capabilities } from "./capabilities.ts";
import { factsOf } from "./facts.ts";
import { fitLine, formatLine, splitText } from "./line.ts";
import { MessageText } from "./message_text.ts";
import { PlainText } from "./plain_text.ts";
import { Signal } from "./signal.ts";
import { formatTags, NO_TAGS, type Tags } from "./tags.ts";

/** The target of what somebody says to all users. */
const EVERYBODY = "$*";

/** Encodes events for clients with certain capabilities. */
export class Encoder {
  readonly #serverName: string;
  readonly #capabilities: Capabilities;

  /** @param serverName The name that the server speaks under. */
  constructor(serverName: string, capabilities: Capabilities) {
    this.#serverName = serverName;
    this.#capabilities = capabilities;
  }

  /** Returns the bytes of an event; `undefined` if there is nothing to tell. */
  encode(event: ChatEvent): Uint8Array | undefined {
    if (event.type === "message" && event.text instanceof PlainText) {
      const { from, channel } = event;
      return event.text.line(this.#tags(event, from, NO_TAGS), from, channel);
    }
    const lines = this.lines(event);
    return lines.length === 0 ? undefined : encodeText(`${lines.join("\r\n")}\r\n`);
  }

  /** Returns the lines of an event, with their tags and without their ends. */
  lines(event: ChatEvent): string[] {
    switch (event.type) {
      case "message":
        return this.#message(event, `#${event.channel.form}`);
      case "private":
        return this.#message(event, event.to.nick);
      case "broadcast":
        return this.#message(event, EVERYBODY);
      case "joined":
        return this.#joined(event, event.user, event.channel);
      case "left":
        return this.#tagged(event, departureLines(event.user, event.channel, event.departure));
      case "topic": {
        const { from, channel } = event;
        const text = channel.topic?.text ?? "";
        return this.#tagged(event, [
          formatLine(this.#source(from), "TOPIC", [`#${channel.form}`], text),
        ]);
      }
      case "signal":
        return event.signal instanceof Signal ? this.#signal(event, event.signal, event.by) : [];
      default:
        // A new name is told once to everybody concerned, and the end of a channel to each member.
        return [];
    }
  }

  #message(event: ChatEvent & { type: "message" | "private" | "broadcast" }, to: string): string[] {
    const { from } = event;
    const text = this.#textOf(event);
    if (text instanceof MessageText) {
      const head = `:${from.mask} ${text.verb} ${text.target ?? to} :`;
      return [this.#tags(event, from, text.tags) + fitLine(head + text.raw)];
    }
    const verb = from.name === SERVER_NAME || event.type === "broadcast" ? "NOTICE" : "PRIVMSG";
    const head = `:${this.#source(from)} ${verb} ${to} :`;
    const texts = linesOf(String(text).replaceAll("\0", " ")).flatMap((line) =>
      splitText(line, head)
    );
    // Ids are for whole messages, so only the first part has one.
    return texts.map((text, at) =>
      (at === 0 ? this.#tags(event, from, NO_TAGS) : this.#timeTag(event)) + head + text
    );
  }

  /** Returns the text with the time in words, where that matters and the client reads no other. */
  #textOf(event: ChatEvent & { type: "message" | "private" | "broadcast" }): Text {
    const isLate = event.type === "private" && !this.#capabilities.has("server-time");
    return isLate ? event.plainText ?? event.text : event.text;
  }

  #joined(stamp: Stamp, user: User, { form }: Channel): string[] {
    const isExtended = this.#capabilities.has("extended-join");
    const join = isExtended
      ? formatLine(
        user.mask,
        "JOIN",
        [`#${form}`, accountOf(user) ?? "*"],
        user.realName ?? user.name,
      )
      : formatLine(user.mask, "JOIN", [`#${form}`]);
    const { away } = factsOf(user);
    const isTold = away !== undefined && this.#capabilities.has("away-notify");
    return this.#tagged(stamp, isTold ? [join, formatLine(user.mask, "AWAY", [], away)] : [join]);
  }

  #signal(stamp: Stamp, { line, needs, tags }: Signal, by: User): string[] {
    if (needs && !this.#capabilities.has(needs)) return [];
    return [this.#tags(stamp, by, tags) + line];
  }

  #tagged(stamp: Stamp, lines: readonly string[]): string[] {
    return lines.map((line) => this.#timeTag(stamp) + line);
  }

  #timeTag({ time }: Stamp): string {
    return this.#capabilities.has("server-time") ? `@time=${timeText(time)} ` : "";
  }

  #tags({ id, time }: Stamp, from: User, clientTags: Tags): string {
    const tags: (readonly [name: string, value: string])[] = [];
    if (this.#capabilities.has("server-time")) tags.push(["time", timeText(time)]);
    const account = this.#capabilities.has("account-tag") ? accountOf(from) : undefined;
    if (account !== undefined) tags.push(["account", account]);
    if (!this.#capabilities.has("message-tags")) return formatTags(tags);
    tags.push(["msgid", String(id)]);
    if (factsOf(from).modes.has("B")) tags.push(["bot", ""], ["draft/bot", ""]);
    if (clientTags.size > 0) tags.push(...clientTags);
    return formatTags(tags);
  }

  #source(user: User): string {
    return user.name === SERVER_NAME ? this.#serverName : user.mask;
  }
}

/** Returns the line about a member who leaves. A user who logs out is told of once, not here. */
function departureLines(user: User, { form }: Channel, departure: Departure): string[] {
  const { reason, farewell, by } = departure;
  if (reason === "disconnected") return [];
  if (reason === "left") return [formatLine(user.mask, "PART", [`#${form}`], farewell)];
  const kicker = by ?? user;
  return [formatLine(kicker.mask, "KICK", [`#${form}`, user.nick], farewell ?? kicker.nick)];
}

function accountOf(user: User): string | undefined {
  return factsOf(user).account?.replaceAll(" ", "_");
}

/** The last time in words: the messages of a turn share it. */
let lastTime = 0;
let lastTimeText = new Date(0).toISOString();

function timeText(time: number): string {
  if (time !== lastTime) {
    lastTime = time;
    lastTimeText = new Date(time).toISOString();
  }
  return lastTimeText;
}
