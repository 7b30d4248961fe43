import type { Refusal } from "../errors/refusal.ts";
import type { ChannelLimitEvent } from "./channels.ts";
import type { EventSink, Text } from "./event.ts";
import type { EventIds } from "./event_id.ts";
import type { Topic } from "./topic.ts";
import type { User } from "./user.ts";

/** The options of a hub. */
export interface HubOptions {
  /** Get every event, in this order. */
  readonly sinks: readonly EventSink[];
  /** Returns the time for events, in milliseconds since 1970. */
  now(): number;
  /** The maximum number of users who are logged in at once. */
  readonly maxUsers?: number;
  /**
   * The maximum number of channels. A channel stays when its last member leaves, until it makes room
   * for another one. One user may have created a tenth of these.
   */
  readonly maxChannels?: number;
  /** Learns that a limit of channels had an effect. */
  onChannelLimit?(event: ChannelLimitEvent): void;
  /** Give the events their ids. A server that starts again has to go on behind its last one. */
  readonly ids?: EventIds;
  /** Returns the host that users of IRC see for a network; by default they are numbered. */
  hostOf?(network: string): string;
  /** Returns the topic of a new channel, if the server has kept one. */
  topicOf?(name: string): Topic | undefined;
  /** Returns why a user may not speak now, if so. */
  silence?(user: User): Refusal<"muted"> | undefined;
  /** Returns why a private message cannot reach a user of another server, if so. */
  unreachable?(to: User): Refusal<"out-of-reach"> | undefined;
  /** Takes a private message to somebody who is not logged in; without it, nobody does. */
  takeForAbsent?(from: User, address: string, text: Text): AbsentRefusal | undefined;
}

/** Why a private message to somebody who is not logged in was not taken. */
export type AbsentRefusal = Refusal<"no-such-user" | "mailbox-full" | "out-of-reach">;

/** A private message to somebody who was not logged in. */
export interface LateMessage {
  readonly id: number;
  /** The name of the sender. */
  readonly from: string;
  readonly text: string;
  /** The text with the time, for dialects that show none. */
  readonly plainText: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly time: number;
}
