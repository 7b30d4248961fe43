/** A message as its sender knows it. Its text names the sender and its number. */
interface Sent {
  readonly from: string;
  /** A `#channel`, or the name of a user. */
  readonly to: string;
  readonly number: number;
  readonly sentAt: number;
  /** The server that it was sent to. */
  readonly at: string;
  /** When the server confirmed it, if it did. */
  confirmedAt?: number;
  /** The server refused it, so nobody may read it. */
  isRefused?: boolean;
}

/** Where a message came from: live, or among those that the receiver asked for after a break. */
export type Source = "live" | "past";

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/**
 * The books of a scenario: what was sent, confirmed and read, by whom. A channel's message has to
 * reach everybody who had entered it before; a private one, a receiver who had logged in before, however
 * often its connections broke.
 */
export class Ledger {
  /** What went wrong for good, in the order in which it was noticed. */
  readonly #violations: string[] = [];
  /** The messages that somebody read behind a later one of the same sender. */
  readonly #late: { readonly text: string; readonly violation: string }[] = [];
  readonly #now: () => number;
  readonly #sent = new Map<string, Sent>();
  /** By channel: its members, and when they entered it first. */
  readonly #members = new Map<string, Map<string, number>>();
  /** When receivers logged in first. */
  readonly #arrivals = new Map<string, number>();
  /** By receiver: the texts that it has read. */
  readonly #read = new Map<string, Set<string>>();
  /** By receiver, sender and place: the number of the last confirmed message that was read. */
  readonly #lastNumbers = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The time since the start. */
  get time(): string {
    return seconds(this.#now());
  }

  /** A member is in its channel, and stays there from its own point of view. */
  join(member: string, channel: string): void {
    const members = this.#members.get(channel) ?? new Map();
    this.#members.set(channel, members);
    if (!members.has(member)) members.set(member, this.#now());
  }

  /** A receiver has logged in, and comes back whenever it loses its server. */
  arrive(member: string): void {
    if (!this.#arrivals.has(member)) this.#arrivals.set(member, this.#now());
  }

  /** @param at The server that it is sent to. */
  send(from: string, to: string, number: number, at = ""): string {
    const text = `${from} to ${to}: ${number}`;
    this.#sent.set(text, { from, to, number, sentAt: this.#now(), at });
    return text;
  }

  confirm(text: string): void {
    const message = this.#sent.get(text)!;
    if (message.isRefused) this.accuse(`"${text}" was refused and confirmed`);
    message.confirmedAt = this.#now();
  }

  refuse(text: string): void {
    this.#sent.get(text)!.isRefused = true;
    for (const [reader, texts] of this.#read) {
      if (texts.has(text)) this.accuse(`${reader} read "${text}", which was refused`);
    }
  }

  /** Books a message that a receiver reads for the first time, or again where it must not come again. */
  read(reader: string, from: string, to: string, text: string, source: Source): void {
    const message = this.#sent.get(text);
    if (!message || message.from !== from || message.to !== to) {
      this.accuse(`${reader} read "${text}" from ${from} to ${to}, which nobody sent`);
      return;
    }
    const texts = this.#read.get(reader) ?? new Set();
    this.#read.set(reader, texts);
    if (message.isRefused) {
      this.accuse(`${reader} read "${text}", which was refused`);
    }
    if (texts.has(text)) {
      this.accuse(`${reader} read "${text}" twice (${source})`);
      return;
    }
    texts.add(text);
    if (from === reader) return;
    this.#checkOrder(reader, message, text);
  }

  #checkOrder(reader: string, { from, to, number }: Sent, text: string): void {
    const key = `${reader}\n${from}\n${to}`;
    const last = this.#lastNumbers.get(key) ?? 0;
    if (number > last) {
      this.#lastNumbers.set(key, number);
      return;
    }
    this.#late.push({ text, violation: `${reader} read "${text}" behind number ${last}` });
  }

  /** Everything that must not happen, and has happened. */
  get violations(): string[] {
    return [...this.#violations, ...this.#late.filter(this.#isConfirmed).map((it) => it.violation)];
  }

  /** How often a message came late that its sender gave up with its connection, and went on. */
  get lateArrivals(): number {
    return this.#late.filter((it) => !this.#isConfirmed(it)).length;
  }

  readonly #isConfirmed = ({ text }: { readonly text: string }) =>
    this.#sent.get(text)!.confirmedAt !== undefined;

  /** Books something that must not happen. */
  accuse(text: string): void {
    this.#violations.push(`${this.time}: ${text}`);
  }

  /** The confirmed messages that some receivers lack. */
  get missing(): string[] {
    const missing: string[] = [];
    for (const [text, message] of this.#sent) {
      const receivers = this.#receivers(message);
      const lacking = receivers.filter((reader) => !this.#read.get(reader)?.has(text));
      if (lacking.length === 0) continue;
      const sent = `sent at ${seconds(message.sentAt)} to ${message.at}`;
      const confirmed = `confirmed at ${seconds(message.confirmedAt!)}`;
      const share = `${lacking.length} of ${receivers.length} lack it`;
      missing.push(`"${text}", ${sent}, ${confirmed}: ${share}: ${lacking.join(", ")}`);
    }
    return missing;
  }

  /** Whether every confirmed message has reached everybody whom it has to reach. */
  get isComplete(): boolean {
    for (const [text, message] of this.#sent) {
      for (const reader of this.#receivers(message)) {
        if (!this.#read.get(reader)?.has(text)) return false;
      }
    }
    return true;
  }

  /** Returns everybody who has to read a message. */
  #receivers(message: Sent): string[] {
    const { confirmedAt, from, to } = message;
    if (confirmedAt === undefined) return [];
    if (to.startsWith("#")) {
      return [...this.#members.get(to) ?? []]
        .filter(([name, enteredAt]) => name !== from && enteredAt < message.sentAt)
        .map(([name]) => name);
    }
    const wasThere = (this.#arrivals.get(to) ?? Infinity) < message.sentAt;
    return wasThere ? [to] : [];
  }

  /** The numbers of messages: sent, confirmed, and read by all receivers together. */
  get counts(): { sent: number; confirmed: number; read: number } {
    let [confirmed, read] = [0, 0];
    for (const { confirmedAt } of this.#sent.values()) if (confirmedAt !== undefined) confirmed++;
    for (const texts of this.#read.values()) read += texts.size;
    return { sent: this.#sent.size, confirmed, read };
  }
}
