import {
  isSameName,
  type Packet,
  type Peer,
  PORT,
  recordsOf,
  type ResourceRecord,
} from "./packet.ts";
import { precedence } from "./precedence.ts";
import { instanceName, recordsFor, type Service, TTL } from "./service.ts";

/** Times in milliseconds; those of the protocol are from RFC 6762. */
const PROBES = 3;
const PROBE_AGAIN = 250;
const LOST_PROBE = 1000;
const ANNOUNCE_AGAIN = 1000;
const ANSWER_AFTER = { least: 20, most: 120 };
const ANSWER_AGAIN = 1000;
const DEFEND_AGAIN = 250;
/** How often it is looked whether the text has changed. */
const REFRESH = 10_000;
/** After so many conflicts each further one waits long: something is wrong with that network. */
const MANY_CONFLICTS = 15;
const LONG_WAIT = 5000;

/** The longest that who knows little may keep an answer, in seconds. */
const PLAIN_TTL = 10;

/** A packet that has to be sent: to `to`, or to all. */
export interface Outgoing {
  readonly packet: Packet;
  readonly to?: Peer;
}

/** What a {@linkcode Responder} is made with. */
export interface ResponderOptions {
  readonly service: Service;
  /** What the service tells besides, at this moment, as `key=value`. */
  text(): readonly string[];
  /** A number from 0 to below 1. */
  random?(): number;
}

/**
 * Makes a service known on one network, as RFC 6762 and 6763 want it: looks whether its name is free
 * and takes another one if not, tells all that it is there, answers who asks, and says goodbye.
 *
 * It has neither sockets nor a clock: packets go in and come out, and times are told to it in
 * milliseconds.
 */
export class Responder {
  readonly #options: ResponderOptions;
  readonly #random: () => number;
  #service: Service;
  #state: "probing" | "announced" | "stopped" = "probing";
  #probesLeft = PROBES;
  #conflicts = 0;
  #suffix = 1;
  /** When to probe next, or to look at the text. */
  #nextStep: number;
  /** When to tell all. */
  #nextAnswer = Infinity;
  #lastAnswer = -Infinity;
  #isToldAgain = false;
  #toldText = "";

  constructor(options: ResponderOptions, now: number) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#service = options.service;
    this.#nextStep = now + this.#random() * PROBE_AGAIN;
  }

  /** The name of the instance, once it is known to be free. */
  get name(): string | undefined {
    return this.#state === "announced" ? this.#service.name : undefined;
  }

  /** When to call {@linkcode wake}. */
  get wakeAt(): number {
    return Math.min(this.#nextStep, this.#nextAnswer);
  }

  /** Does what is due. */
  wake(now: number): Outgoing[] {
    const outgoing: Outgoing[] = [];
    if (now >= this.#nextStep) {
      if (this.#state === "probing") outgoing.push(...this.#probe(now));
      else this.#refresh(now);
    }
    if (now >= this.#nextAnswer) outgoing.push(this.#tellAll(now));
    return outgoing;
  }

  /** Takes a packet, and returns what has to be sent at once. */
  receive(packet: Packet, from: Peer, now: number): Outgoing[] {
    if (this.#state === "stopped" || this.#isOwn(packet)) return [];
    if (packet.isResponse) {
      // Who does not send from that port has no say.
      if (from.port === PORT) this.#hearResponse(packet, now);
    } else if (this.#state === "announced") return this.#answer(packet, from, now);
    else this.#hearProbe(packet, now);
    return [];
  }

  /** Says goodbye. */
  stop(): Outgoing[] {
    const wasAnnounced = this.#state === "announced";
    this.#state = "stopped";
    this.#nextStep = this.#nextAnswer = Infinity;
    if (!wasAnnounced) return [];
    const own = this.#records().filter((record) => this.#isAbout(record));
    return [{ packet: { isResponse: true, answers: own.map((one) => ({ ...one, ttl: 0 })) } }];
  }

  #probe(now: number): Outgoing[] {
    if (this.#probesLeft-- === 0) {
      this.#state = "announced";
      this.#nextStep = now + REFRESH;
      this.#isToldAgain = true;
      this.#nextAnswer = now;
      return [];
    }
    this.#nextStep = now + PROBE_AGAIN;
    const questions = [{ name: this.#instance, type: "ANY" }];
    return [{ packet: { isResponse: false, questions, authorities: this.#claims() } }];
  }

  /** Starts over with the probes. */
  #probeAfter(wait: number, now: number): void {
    this.#state = "probing";
    this.#probesLeft = PROBES;
    this.#nextStep = now + wait;
    this.#nextAnswer = Infinity;
  }

  #hearResponse(packet: Packet, now: number): void {
    const others = recordsOf(packet).filter(({ name, ttl }) => ttl > 0 && this.#isInstance(name));
    if (this.#state === "announced" ? !others.some(({ type }) => type === "SRV") : !others[0]) {
      return;
    }
    this.#conflicts++;
    // Who had the name already keeps it: that one answers the next probe.
    if (this.#state === "probing") this.#takeNextName();
    const wait = this.#conflicts < MANY_CONFLICTS ? this.#random() * PROBE_AGAIN : LONG_WAIT;
    this.#probeAfter(wait, now);
  }

  /** Somebody else may want the same name at the same time. */
  #hearProbe({ authorities = [] }: Packet, now: number): void {
    const theirs = authorities.filter(({ name }) => this.#isInstance(name));
    if (theirs.length > 0 && precedence(this.#claims(), theirs) < 0) {
      this.#probeAfter(LOST_PROBE, now);
    }
  }

  #answer(packet: Packet, from: Peer, now: number): Outgoing[] {
    const { questions = [], answers: known = [], authorities = [] } = packet;
    const records = this.#records().filter((record) =>
      questions.some(({ name, type }) =>
        isSameName(name, record.name) && (type === "ANY" || type === record.type)
      ) && !known.some((one) => isKnown(record, one))
    );
    if (records.length === 0) return [];
    if (from.port !== PORT) return [{ packet: this.#plainAnswer(packet, records), to: from }];
    // Some who look whether a name is free ask for all names, and do not wait long. What is sent to
    // them alone another program of their machine may get, which shares the port.
    const isProbe = authorities.length > 0;
    if (!isProbe && questions.every(({ isUnicast }) => isUnicast)) {
      return [{ packet: { isResponse: true, answers: this.#records() }, to: from }];
    }
    const { least, most } = ANSWER_AFTER;
    const soon = isProbe ? now : now + least + this.#random() * (most - least);
    const earliest = this.#lastAnswer + (isProbe ? DEFEND_AGAIN : ANSWER_AGAIN);
    this.#nextAnswer = Math.min(this.#nextAnswer, Math.max(soon, earliest));
    return [];
  }

  /** For programs that know DNS only. */
  #plainAnswer({ id = 0, questions = [] }: Packet, answers: readonly ResourceRecord[]): Packet {
    const plain = (record: ResourceRecord): ResourceRecord => {
      return { ...record, isUnique: false, ttl: Math.min(record.ttl, PLAIN_TTL) };
    };
    const isAnswer = ({ name, type }: ResourceRecord) =>
      answers.some((one) => one.name === name && one.type === type);
    const additionals = this.#records().filter((record) => !isAnswer(record));
    return {
      id,
      isResponse: true,
      questions: questions.filter(({ name }) => answers.some((one) => isSameName(one.name, name))),
      answers: answers.map(plain),
      additionals: additionals.map(plain),
    };
  }

  #tellAll(now: number): Outgoing {
    this.#nextAnswer = this.#isToldAgain ? now + ANNOUNCE_AGAIN : Infinity;
    this.#isToldAgain = false;
    this.#lastAnswer = now;
    this.#toldText = String(this.#options.text());
    return { packet: { isResponse: true, answers: this.#records() } };
  }

  #refresh(now: number): void {
    this.#nextStep = now + REFRESH;
    if (String(this.#options.text()) !== this.#toldText) this.#nextAnswer = now;
  }

  #takeNextName(): void {
    this.#suffix++;
    const { name } = this.#options.service;
    this.#service = { ...this.#service, name: `${name} (${this.#suffix})` };
  }

  #records(): ResourceRecord[] {
    return recordsFor(this.#service, this.#options.text());
  }

  /** What a probe says that it wants to say of the instance. */
  #claims(): ResourceRecord[] {
    return this.#records().filter(({ name }) => this.#isInstance(name))
      .map((record) => ({ ...record, isUnique: false }));
  }

  get #instance(): string {
    return instanceName(this.#service);
  }

  #isInstance(name: string): boolean {
    return isSameName(name, this.#instance);
  }

  /** Whether a record goes when the service goes. */
  #isAbout({ name, type, data }: ResourceRecord): boolean {
    return name === this.#service.host || this.#isInstance(name) ||
      (type === "PTR" && this.#isInstance(data));
  }

  /** All hear what they send to all themselves. Nobody else has the host's name. */
  #isOwn(packet: Packet): boolean {
    return [...recordsOf(packet), ...packet.authorities ?? []].some(({ type, data }) =>
      type === "SRV" && isSameName(data.target, this.#service.host)
    );
  }
}

/** Whether who asks has a record already, for long enough. */
function isKnown(record: ResourceRecord, known: ResourceRecord): boolean {
  return record.type === "PTR" && known.type === "PTR" && isSameName(record.name, known.name) &&
    isSameName(record.data, known.data) && known.ttl >= TTL.pointer / 2;
}
