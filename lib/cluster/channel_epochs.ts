import type { Channel } from "../chat/channel.ts";

/** What one server says about a channel that users of it are in. */
interface Claim {
  epoch: number;
  members: number;
}

/** The server that this is, among the servers with members in a channel. */
const HERE = "";

/**
 * The epochs of channels. An epoch begins when the first user enters a channel without members, who is its
 * operator, and ends with the last member: its number is the id of that moment. While servers were out
 * of reach of each other, a channel may have begun an epoch on one of them that the others did not end.
 * Then the oldest one that has members counts, as among servers of IRC. Each server says to which epoch
 * its members belong, and goes over to an older one when it learns of it.
 */
export class ChannelEpochs {
  readonly #claims = new WeakMap<Channel, Map<string, Claim>>();
  readonly #present = new WeakMap<Channel, number>();

  /** Returns the epoch that counts; 0 if there are no members. */
  of(channel: Channel): number {
    return this.#present.get(channel) ?? 0;
  }

  /** Returns the epoch that this server says its members belong to, if it has some. */
  own(channel: Channel): number | undefined {
    return this.#claims.get(channel)?.get(HERE)?.epoch;
  }

  /** Reports whether a server has members in a channel. */
  has(channel: Channel, server: string): boolean {
    return this.#claims.get(channel)?.has(server) === true;
  }

  /** Reports whether some server says that its members belong to an epoch. */
  isClaimed(channel: Channel, epoch: number): boolean {
    return [...this.#claims.get(channel)?.values() ?? []].some((claim) => claim.epoch === epoch);
  }

  /** Learns to which epoch the members of a server belong, before the first of them enters. */
  claim(channel: Channel, server: string | undefined, epoch: number): void {
    const claims = this.#claims.get(channel) ?? new Map<string, Claim>();
    this.#claims.set(channel, claims);
    const claim = claims.get(server ?? HERE);
    if (claim) claim.epoch = epoch;
    else claims.set(server ?? HERE, { epoch, members: 0 });
  }

  /** Learns that a user of a server has entered. */
  onJoined(channel: Channel, server: string | undefined): void {
    this.#claims.get(channel)!.get(server ?? HERE)!.members++;
  }

  /** Learns that a user of a server has left. */
  onLeft(channel: Channel, server: string | undefined): void {
    const claims = this.#claims.get(channel);
    const claim = claims?.get(server ?? HERE);
    if (claim && --claim.members === 0) claims!.delete(server ?? HERE);
  }

  /**
   * Finds out which epoch counts now, and returns it.
   *
   * @param isOver Reports whether an epoch ended when the channel was closed.
   */
  update(channel: Channel, isOver: (epoch: number) => boolean): number {
    let present = 0;
    for (const { epoch, members } of this.#claims.get(channel)?.values() ?? []) {
      if (members > 0 && (present === 0 || epoch < present) && !isOver(epoch)) present = epoch;
    }
    this.#present.set(channel, present);
    return present;
  }
}
