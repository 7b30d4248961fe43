import { FRAME_SIZE, frameText } from "../../../framing/fixed_frames.ts";
import { CaseFailure } from "../case_failure.ts";
import type { Dialect } from "../dialect.ts";
import { frameEnds } from "../report/visible_bytes.ts";
import { Stage, type StageOptions } from "../stage.ts";
import type { User } from "../user.ts";

/** The characters with which some servers wipe the prompt of the receiver, at the start of a frame. */
const WIPE = /^(?:\r *)+/;

/** How often a user tries to join a channel that another has just created. */
const MAX_JOINS = 3;

const SPACE = 0x20;
const encoder = new TextEncoder();

/** The exact texts of the dialect. */
export const TEXTS = {
  joined: (name: unknown) => `${name} has joined`,
  left: (name: unknown) => `${name} has left`,
  invalid: (command: string) =>
    `${command} is not a valid control message. Valid messages are /create, /list, and /join.`,
  noChannel: (channel: string) => `No channel named ${channel} exists. Try '/create ${channel}'?`,
  joinWithoutName: "/join command must be followed by the name of a channel to join.",
  createWithoutName: "/create command must be followed by the name of a channel to create",
  exists: (channel: string) => `Room ${channel} already exists, so cannot be created.`,
  outside: "Not currently in any channel. Must join a channel before sending messages.",
};

export const CHANNEL_DIALECT: Dialect = {
  messageEnds: frameEnds(FRAME_SIZE),
  firstMessageEnd: ({ length }) => length < FRAME_SIZE ? undefined : FRAME_SIZE,
  read: (message) => frameText(message).replace(WIPE, ""),
  describePart: (length) => `${length} of the ${FRAME_SIZE} bytes of a frame`,
};

/**
 * Encodes a text as one frame.
 *
 * @param padding The byte that fills the frame.
 * @throws {RangeError} if the text is too long.
 */
export function frame(text: string, padding = SPACE): Uint8Array {
  const bytes = encoder.encode(text);
  if (bytes.length > FRAME_SIZE) throw new RangeError(`"${text}" does not fit a frame`);
  const whole = new Uint8Array(FRAME_SIZE).fill(padding);
  whole.set(bytes);
  return whole;
}

/** Encodes texts as consecutive frames. */
export function frames(...texts: string[]): Uint8Array {
  const whole = new Uint8Array(texts.length * FRAME_SIZE);
  texts.forEach((text, index) => whole.set(frame(text), index * FRAME_SIZE));
  return whole;
}

/** Plays the users of a server of the channel dialect. */
export class ChannelStage extends Stage {
  /** The name of the case's channel. */
  readonly channel: string;

  constructor(options: StageOptions) {
    super(options, CHANNEL_DIALECT);
    this.channel = this.unique("c");
  }

  /** Connects a user and sends its name. */
  async user(label: string): Promise<User> {
    const user = await this.connect(label);
    await this.say(user, user.name);
    return user;
  }

  /** Sends each text in a frame of its own. */
  async say(user: User, ...texts: string[]): Promise<void> {
    for (const text of texts) await user.send([frame(text)]);
  }

  /**
   * Connects users and brings them into a new channel. What they hear meanwhile is not judged, but
   * waited for, so that it cannot come later.
   */
  async room(...labels: string[]): Promise<User[]> {
    return await this.roomNamed(this.channel, ...labels);
  }

  /** The same, in a channel with a certain name. */
  async roomNamed(channel: string, ...labels: string[]): Promise<User[]> {
    const members: User[] = [];
    for (const label of labels) {
      const user = await this.user(label);
      if (members.length === 0) {
        await this.say(user, `/create ${channel}`);
        await this.settle();
      } else {
        await this.enter(user, channel, members);
      }
      members.push(user);
    }
    for (const member of members) await member.drain();
    return members;
  }

  /** Has a user join a channel, and waits until the members have probably been told. */
  async enter(user: User, channel: string, members: readonly User[]): Promise<void> {
    for (let tries = 0; tries < MAX_JOINS; tries++) {
      await this.say(user, `/join ${channel}`);
      let isIn = true;
      for (const member of members) isIn = await member.waitsFor(TEXTS.joined(user)) && isIn;
      // The server may process the creation of the channel later than the join.
      if (isIn || await user.drain() === 0) return;
      await this.settle();
    }
  }

  /**
   * Checks that the members hear what one of them says, and that it hears nothing.
   *
   * @throws {CaseFailure}
   */
  async relays(from: User, text: string, ...to: User[]): Promise<void> {
    await this.say(from, text);
    for (const member of to) await member.hears(`[${from}] ${text}`);
  }

  async greet(): Promise<void> {
    // A name only: whatever else breaks the server is the matter of a case.
    await this.user("hi");
    await this.settle();
  }

  /** Checks that the server answers a newcomer. */
  async stillServes(): Promise<void> {
    try {
      const user = await this.user("new");
      await this.say(user, "anybody here?");
      await user.hearsWhere("an answer", (text) => text !== "");
    } catch (error) {
      if (!(error instanceof CaseFailure)) throw error;
      throw new CaseFailure(`The server no longer answers a new client. ${error.message}`);
    }
  }
}
