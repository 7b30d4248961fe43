import type { Channel } from "../chat/channel.ts";
import { channelKey } from "../chat/name.ts";

/** How many channels that exist no longer are remembered. */
const MAX_ENDED = 1000;

/** The end of a channel. */
interface End {
  readonly name: string;
  /** The id at the end. */
  readonly stamp: number;
  /** What the members read whom it was closed to; `undefined` if it was empty and made room. */
  readonly text: string | undefined;
}

/**
 * When channels began, and when they ended: a server that has missed the end, or hears of the beginning
 * too late, must not bring a channel back. Times are ids of events.
 */
export class ChannelLives {
  readonly #born = new WeakMap<Channel, number>();
  /** When channels began that users of this server have created. */
  readonly #created = new WeakMap<Channel, number>();
  /** The last ends, the oldest first. */
  readonly #ends = new Map<string, End>();

  /** Returns when a channel began; 0 if that is not known. */
  bornOf(channel: Channel): number {
    return this.#born.get(channel) ?? 0;
  }

  /** Returns when a user of this server created a channel; 0 if none did. */
  createdOf(channel: Channel): number {
    return this.#created.get(channel) ?? 0;
  }

  /** Records that a user of this server has created a channel. */
  create(channel: Channel, born: number): void {
    this.#created.set(channel, born);
    this.begin(channel, born);
  }

  /** Records that there is a channel. The latest beginning counts. */
  begin(channel: Channel, born: number): void {
    this.#born.set(channel, Math.max(born, this.bornOf(channel)));
  }

  /**
   * Records the end of a channel.
   *
   * @param text What its members read; `undefined` if it had none and made room.
   */
  end(name: string, stamp: number, text: string | undefined): void {
    const key = channelKey(name);
    if ((this.#ends.get(key)?.stamp ?? 0) >= stamp) return;
    this.#ends.delete(key);
    this.#ends.set(key, { name, stamp, text });
    if (this.#ends.size > MAX_ENDED) this.#ends.delete(this.#ends.keys().next().value!);
  }

  /**
   * Reports whether a channel has ended that began then.
   *
   * @param hasMembers Whether somebody is in it: then it only ends when it is closed.
   */
  hasEnded(name: string, born: number, hasMembers: boolean): boolean {
    const end = this.#ends.get(channelKey(name));
    if (!end || hasMembers && end.text === undefined) return false;
    return end.stamp > born;
  }

  /** The ends that are remembered. */
  get ends(): Iterable<End> {
    return this.#ends.values();
  }
}
