import { DEADLINE_MS, withDeadline } from "../support/deadline.ts";
import { CLIENT_DIALECTS } from "./client_dialects.ts";
import { LiveMember, type MemberOptions } from "./live_member.ts";

/** Options of a {@linkcode LiveChannel}. */
export interface LiveChannelOptions extends Pick<MemberOptions, "password" | "header"> {
  readonly port: number;
  readonly hostname?: string;
  readonly channel?: string;
  /** How long each member pauses between two messages. Without a pause, members flood the channel. */
  readonly pauseMs?: number;
}

/** A sender, a receiver, and how many of the sender's messages have arrived. */
interface Pair {
  readonly sender: string;
  readonly receiver: string;
  readonly sent: number;
  readonly received: number;
}

/**
 * A channel of healthy members, two of each dialect, who send messages all the time. Every message
 * has to reach all other members in order. The direct dialect has no channels: its two members send
 * to each other.
 */
export class LiveChannel implements AsyncDisposable {
  readonly members: LiveMember[] = [];
  readonly #pauseMs: number;
  #sending: Promise<unknown> | undefined;
  #isSending = false;
  #changed = Promise.withResolvers<void>();

  private constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  /** Connects the members, and starts to send messages. */
  static async open(options: LiveChannelOptions): Promise<LiveChannel> {
    const { port, hostname = "127.0.0.1", channel = "live", pauseMs = 5, ...access } = options;
    const live = new LiveChannel(pauseMs);
    try {
      for (const dialect of CLIENT_DIALECTS) {
        const [one, other] = [`${channel}-${dialect.name}-1`, `${channel}-${dialect.name}-2`];
        for (const [name, partner] of [[one, other], [other, one]] as const) {
          const member: MemberOptions = { ...access, hostname, port, channel, name, partner };
          live.members.push(await LiveMember.connect(dialect, member, () => live.#notify()));
        }
      }
      await live.#waitUntil(() => live.members.every(({ hasJoined }) => hasJoined), "join");
    } catch (error) {
      await live[Symbol.asyncDispose]();
      throw error;
    }
    live.#startSending();
    return live;
  }

  /** The first problem of a member. */
  get problem(): string | undefined {
    const member = this.members.find(({ problem }) => problem !== undefined);
    return member && `${member.name}: ${member.problem}`;
  }

  /** The longest time that a message took. */
  get maxLatencyMs(): number {
    return Math.max(...this.members.map(({ maxLatencyMs }) => maxLatencyMs));
  }

  /** Returns the longest time that a message took since the last call. */
  takeMaxLatencyMs(): number {
    const { maxLatencyMs } = this;
    for (const member of this.members) member.maxLatencyMs = 0;
    return maxLatencyMs;
  }

  /** The numbers of messages sent and received by all members. */
  get counts(): { readonly sent: number; readonly received: number } {
    const sum = (numbers: Iterable<number>) => Iterator.from(numbers).reduce((a, b) => a + b, 0);
    return {
      sent: sum(this.members.map(({ sent }) => sent)),
      received: sum(this.members.map(({ received }) => sum(received.values()))),
    };
  }

  /**
   * Waits until every member has received this many more messages from each of its senders.
   *
   * @throws {Error} if a message was lost, duplicated or reordered, or is late.
   */
  async exchange(count: number): Promise<void> {
    const before = this.#pairs().map(({ received }) => received);
    const hasReceived = () =>
      this.#pairs().every(({ received }, index) => received >= before[index]! + count);
    await this.#waitUntil(hasReceived, `receive ${count} messages of each other`);
  }

  /**
   * Stops sending, and waits until every message has arrived.
   *
   * @throws {Error} if a message was lost, duplicated or reordered, or is late.
   */
  async settle(): Promise<void> {
    await this.stopSending();
    const hasArrived = () => this.#pairs().every(({ received, sent }) => received === sent);
    await this.#waitUntil(hasArrived, "receive all messages");
  }

  /** Returns the members that receive the messages of `sender`. */
  receiversOf(sender: LiveMember): LiveMember[] {
    return this.members.filter((receiver) => isReceiver(receiver, sender));
  }

  /** Stops sending without a check, for example when the server has gone. */
  async stopSending(): Promise<void> {
    this.#isSending = false;
    await withDeadline(
      Promise.resolve(this.#sending),
      () => "The server did not take the members' last messages",
    );
  }

  /** Waits until the server has closed every member's connection. */
  async waitForDisconnect(): Promise<void> {
    const ended = Promise.all(this.members.map((member) => member.ended));
    await withDeadline(ended, () => "The server did not close all connections");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isSending = false;
    await Promise.all(this.members.map((member) => member.leave()));
    await this.#sending;
  }

  #pairs(): Pair[] {
    return this.members.flatMap((sender) =>
      this.receiversOf(sender).map((receiver) => ({
        sender: sender.name,
        receiver: receiver.name,
        sent: sender.sent,
        received: receiver.received.get(sender.name) ?? 0,
      }))
    );
  }

  #startSending(): void {
    this.#isSending = true;
    this.#sending = Promise.all(this.members.map((member) => this.#sendFrom(member)));
  }

  async #sendFrom(member: LiveMember): Promise<void> {
    try {
      while (this.#isSending) {
        await member.send();
        if (this.#pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#pauseMs));
      }
    } catch {
      // The connection has ended, which the member's reader reports.
      member.sent--;
    }
  }

  async #waitUntil(holds: () => boolean, action: string): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    const timer = setTimeout(() => this.#notify(), DEADLINE_MS);
    while (!holds() && this.problem === undefined && performance.now() < deadline) {
      await this.#changed.promise;
    }
    clearTimeout(timer);
    if (this.problem !== undefined) throw new Error(this.problem);
    if (holds()) return;
    const missing = this.#pairs().filter(({ received, sent }) => received !== sent).map((pair) =>
      `${pair.receiver} has ${pair.received} of ${pair.sent} from ${pair.sender}`
    );
    throw new Error(
      `The members did not ${action} within ${DEADLINE_MS / 1000} s: ${missing.join(", ")}`,
    );
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

function isReceiver(receiver: LiveMember, sender: LiveMember): boolean {
  if (receiver === sender) return false;
  const isDirect = ({ dialect }: LiveMember) => dialect.name === "direct";
  return isDirect(receiver) || isDirect(sender)
    ? receiver.options.partner === sender.name
    : receiver.options.channel === sender.options.channel;
}
