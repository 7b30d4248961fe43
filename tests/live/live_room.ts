import { LiveMember, type Seat } from "./live_member.ts";
import { VOICES } from "./voices.ts";

/** How long all that was said may take to be heard, in milliseconds. */
const HEARD_WITHIN = 20_000;

/** What a {@linkcode LiveRoom} is made with. */
export interface LiveRoomOptions {
  readonly port: number;
  readonly hostname?: string;
  readonly room?: string;
  /** How long everybody pauses between two messages, in milliseconds; with 0 they flood. */
  readonly pause?: number;
}

/**
 * A room of healthy members, two of each dialect, who talk all the time. Every message has to reach
 * all others, in order; in the direct dialect, that knows no rooms, the other one.
 */
export class LiveRoom implements AsyncDisposable {
  readonly members: LiveMember[] = [];
  readonly #pause: number;
  #talking: Promise<unknown> | undefined;
  #isTalking = false;
  #changed = Promise.withResolvers<void>();

  private constructor(pause: number) {
    this.#pause = pause;
  }

  /** Has everybody enter and start to talk. */
  static async open(options: LiveRoomOptions): Promise<LiveRoom> {
    const { port, hostname = "127.0.0.1", room = "live", pause = 5 } = options;
    const live = new LiveRoom(pause);
    try {
      for (const voice of VOICES) {
        const [one, other] = [`${room}-${voice.dialect}-1`, `${room}-${voice.dialect}-2`];
        for (const [name, partner] of [[one, other], [other, one]] as const) {
          const seat: Seat = { hostname, port, room, name, partner };
          live.members.push(await LiveMember.enter(voice, seat, () => live.#change()));
        }
      }
      await live.#waitUntil(() => live.members.every(({ isReady }) => isReady), "enter");
    } catch (error) {
      await live[Symbol.asyncDispose]();
      throw error;
    }
    live.talk();
    return live;
  }

  /** What is wrong with a member, if anything is. */
  get problem(): string | undefined {
    const member = this.members.find(({ problem }) => problem !== undefined);
    return member && `${member.name}: ${member.problem}`;
  }

  /** How long the slowest message has taken, in milliseconds. */
  get slowest(): number {
    return Math.max(...this.members.map(({ slowest }) => slowest));
  }

  /** The same, since this was asked before. */
  takeSlowest(): number {
    const { slowest } = this;
    for (const member of this.members) member.slowest = 0;
    return slowest;
  }

  /** How many messages were said, and heard. */
  get counts(): { readonly sent: number; readonly heard: number } {
    const sum = (numbers: Iterable<number>) => Iterator.from(numbers).reduce((a, b) => a + b, 0);
    return {
      sent: sum(this.members.map(({ sent }) => sent)),
      heard: sum(this.members.map(({ heard }) => sum(heard.values()))),
    };
  }

  /** Starts to talk again. */
  talk(): void {
    this.#isTalking = true;
    this.#talking = Promise.all(this.members.map((member) => this.#talk(member)));
  }

  /**
   * Waits until everybody has heard so many more messages of everybody whom it hears.
   *
   * @throws {Error} Something has gone wrong in the room.
   */
  async hear(count: number): Promise<void> {
    const before = this.#pairs().map(([heard]) => heard);
    const hasHeard = () => this.#pairs().every(([heard], index) => heard >= before[index]! + count);
    await this.#waitUntil(hasHeard, `hear ${count} messages of each other`);
  }

  /**
   * Falls silent, and waits until everything that was said has been heard.
   *
   * @throws {Error} Something was lost, came twice or in another order.
   */
  async settle(): Promise<void> {
    this.#isTalking = false;
    await this.#talking;
    const isHeard = () => this.#pairs().every(([heard, sent]) => heard === sent);
    await this.#waitUntil(isHeard, "hear all that was said");
  }

  /** Who hears `sender`. */
  hearersOf(sender: LiveMember): LiveMember[] {
    return this.members.filter((hearer) => hears(hearer, sender));
  }

  /** Falls silent without a look at who has heard what, as when the server is gone. */
  async hush(): Promise<void> {
    this.#isTalking = false;
    await this.#talking;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isTalking = false;
    await Promise.all(this.members.map((member) => member.leave()));
    await this.#talking;
  }

  /** Who hears whom: how much was heard, and said. */
  #pairs(): (readonly [heard: number, sent: number, who: string])[] {
    return this.members.flatMap((hearer) =>
      this.members.filter((sender) => hears(hearer, sender)).map((sender) =>
        [
          hearer.heard.get(sender.name) ?? 0,
          sender.sent,
          `${hearer.name} of ${sender.name}`,
        ] as const
      )
    );
  }

  async #talk(member: LiveMember): Promise<void> {
    try {
      while (this.#isTalking) {
        await member.say();
        if (this.#pause > 0) await new Promise((resolve) => setTimeout(resolve, this.#pause));
      }
    } catch {
      // The end of its connection is told by what it reads.
      member.sent--;
    }
  }

  async #waitUntil(holds: () => boolean, what: string): Promise<void> {
    const deadline = performance.now() + HEARD_WITHIN;
    const timer = setTimeout(() => this.#change(), HEARD_WITHIN);
    while (!holds() && this.problem === undefined && performance.now() < deadline) {
      await this.#changed.promise;
    }
    clearTimeout(timer);
    if (this.problem !== undefined) throw new Error(this.problem);
    if (holds()) return;
    const missing = this.#pairs().filter(([heard, sent]) => heard !== sent);
    const list = missing.map(([heard, sent, who]) => `${who} ${heard} of ${sent}`).join(", ");
    throw new Error(`The members did not ${what}: ${list}`);
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

function hears(hearer: LiveMember, sender: LiveMember): boolean {
  if (hearer === sender) return false;
  const isDirect = ({ voice }: LiveMember) => voice.dialect === "direct";
  return isDirect(hearer) || isDirect(sender)
    ? hearer.seat.partner === sender.name
    : hearer.seat.room === sender.seat.room;
}
