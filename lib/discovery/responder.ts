import {
  isSameName,
  MDNS_PORT,
  type Packet,
  type Peer,
  recordsOf,
  type ResourceRecord,
} from "./packet.ts";
import { searchable } from "./packet_scan.ts";
import {
  ALL_TYPES_LABEL,
  instanceName,
  recordsFor,
  type Service,
  TTL,
  TYPE_LABELS,
} from "./service.ts";
import { HostBudgets } from "./budget.ts";
import { compareClaims } from "./tiebreak.ts";

// The values of the protocol are from RFC 6762.
const PROBE_COUNT = 3;
const PROBE_INTERVAL_MS = 250;
const LOST_TIEBREAK_DELAY_MS = 1000;
const ANNOUNCE_INTERVAL_MS = 1000;
const MIN_ANSWER_DELAY_MS = 20;
const MAX_ANSWER_DELAY_MS = 120;
const MIN_ANSWER_INTERVAL_MS = 1000;
const MIN_DEFENCE_INTERVAL_MS = 250;
/** The interval of the checks for a changed TXT record. */
const TEXT_CHECK_INTERVAL_MS = 10_000;
/** After this many conflicts something is wrong with the network, and each further one delays more. */
const MAX_QUICK_CONFLICTS = 15;
const SLOW_CONFLICT_DELAY_MS = 5000;

/**
 * The most answers to single hosts: to each, and in all. Anybody can send questions under a foreign
 * address, and an answer is several times as long as a question.
 */
const UNICASTS_TO_EACH = { perSecond: 5, burst: 10 };
const UNICASTS_TO_ALL = { perSecond: 50, burst: 100 };

/** The longest time that a program without multicast DNS may cache an answer. */
const MAX_LEGACY_TTL_SECONDS = 10;

/** A packet to send: to one peer, or without `to` to the group. */
export interface Outgoing {
  readonly packet: Packet;
  readonly to?: Peer;
}

/** The options of a {@linkcode Responder}. */
export interface ResponderOptions {
  readonly service: Service;
  /** Returns the current TXT record, as `key=value` texts. */
  text(): readonly string[];
  /** Returns a number from 0 up to, but not including, 1 (default: `Math.random`). */
  random?(): number;
}

/**
 * A DNS-SD responder for one network (RFC 6762 and 6763). It probes whether its name is free, takes
 * another one if not, announces the service, answers queries, and withdraws the service at the end.
 *
 * It has neither sockets nor a clock: it takes received packets and the time in milliseconds, and
 * returns packets to send. It is our own code because packages for this cannot change the TXT record,
 * keep a name that is taken, or start programs to list the interfaces (see `docs/architecture.md`).
 */
export class Responder {
  readonly #options: ResponderOptions;
  readonly #random: () => number;
  readonly #unicasts: HostBudgets;
  /** Labels of which each packet for this responder contains one, see `mentions`. */
  readonly words: readonly string[];
  #service: Service;
  #state: "probing" | "announced" | "stopped" = "probing";
  #probesLeft = PROBE_COUNT;
  #conflicts = 0;
  #suffix = 1;
  /** The time of the next probe, or of the next check of the TXT record. */
  #nextStep: number;
  /** The time at which to send all records to the group. */
  #nextAnswer = Infinity;
  #lastAnswer = -Infinity;
  #hasToAnnounceTwice = false;
  #announcedText = "";

  constructor(options: ResponderOptions, now: number) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#unicasts = new HostBudgets(UNICASTS_TO_EACH, UNICASTS_TO_ALL, now);
    this.#service = options.service;
    const host = options.service.host.split(".", 1)[0]!;
    this.words = [...TYPE_LABELS, ALL_TYPES_LABEL, host].map(searchable);
    this.#nextStep = now + this.#random() * PROBE_INTERVAL_MS;
  }

  /** The name of the instance, once it is known to be free. */
  get name(): string | undefined {
    return this.#state === "announced" ? this.#service.name : undefined;
  }

  /** The time at which to call {@linkcode wake}. */
  get wakeAt(): number {
    return Math.min(this.#nextStep, this.#nextAnswer);
  }

  /** Returns the packets that are due. */
  wake(now: number): Outgoing[] {
    const outgoing: Outgoing[] = [];
    if (now >= this.#nextStep) {
      if (this.#state === "probing") outgoing.push(...this.#probe(now));
      else this.#checkText(now);
    }
    if (now >= this.#nextAnswer) outgoing.push(this.#announce(now));
    return outgoing;
  }

  /** Takes a received packet, and returns the packets to send at once. */
  receive(packet: Packet, from: Peer, now: number): Outgoing[] {
    if (this.#state === "stopped" || this.#isOwn(packet)) return [];
    if (packet.isResponse) {
      // Responses from other ports are not trusted: any program may send them.
      if (from.port === MDNS_PORT) this.#receiveResponse(packet, now);
    } else if (this.#state === "announced") return this.#answer(packet, from, now);
    else this.#receiveProbe(packet, now);
    return [];
  }

  /** Learns that packets were missed: whoever asked meanwhile gets an answer. */
  missPackets(now: number): void {
    if (this.#state === "announced") this.#answerLater(false, now);
  }

  /** Stops the responder, and returns the packet that withdraws the service. */
  stop(): Outgoing[] {
    const wasAnnounced = this.#state === "announced";
    this.#state = "stopped";
    this.#nextStep = this.#nextAnswer = Infinity;
    if (!wasAnnounced) return [];
    const own = this.#records().filter((record) => this.#belongsToService(record));
    return [{ packet: { isResponse: true, answers: own.map((one) => ({ ...one, ttl: 0 })) } }];
  }

  #probe(now: number): Outgoing[] {
    if (this.#probesLeft-- === 0) {
      this.#state = "announced";
      this.#nextStep = now + TEXT_CHECK_INTERVAL_MS;
      this.#hasToAnnounceTwice = true;
      this.#nextAnswer = now;
      return [];
    }
    this.#nextStep = now + PROBE_INTERVAL_MS;
    const questions = [{ name: this.#instance, type: "ANY" }];
    return [{ packet: { isResponse: false, questions, authorities: this.#claims() } }];
  }

  #restartProbes(delay: number, now: number): void {
    this.#state = "probing";
    this.#probesLeft = PROBE_COUNT;
    this.#nextStep = now + delay;
    this.#nextAnswer = Infinity;
  }

  #receiveResponse(packet: Packet, now: number): void {
    const rivals = recordsOf(packet).filter(({ name, ttl }) => ttl > 0 && this.#isInstance(name));
    const isConflict = this.#state === "announced"
      ? rivals.some(({ type }) => type === "SRV")
      : rivals.length > 0;
    if (!isConflict) return;
    this.#conflicts++;
    // A host that already has the name keeps it. After a conflict as an announced service, the next
    // probe shows whether the other host is still there.
    if (this.#state === "probing") this.#takeNextName();
    const delay = this.#conflicts < MAX_QUICK_CONFLICTS
      ? this.#random() * PROBE_INTERVAL_MS
      : SLOW_CONFLICT_DELAY_MS;
    this.#restartProbes(delay, now);
  }

  /** Handles the probe of a host that wants the same name at the same time. */
  #receiveProbe({ authorities = [] }: Packet, now: number): void {
    const theirs = authorities.filter(({ name }) => this.#isInstance(name));
    if (theirs.length > 0 && compareClaims(this.#claims(), theirs) < 0) {
      this.#restartProbes(LOST_TIEBREAK_DELAY_MS, now);
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
    if (from.port !== MDNS_PORT) {
      const mayAnswer = this.#unicasts.take(from.address, 1, now);
      return mayAnswer ? [{ packet: this.#legacyAnswer(packet, records), to: from }] : [];
    }
    // Probes are answered at once, because some programs wait only briefly. They are answered to the
    // group, because on the shared port a unicast answer may reach another program.
    const isProbe = authorities.length > 0;
    const isUnicast = !isProbe && questions.every(({ isUnicast }) => isUnicast);
    if (isUnicast && this.#unicasts.take(from.address, 1, now)) {
      return [{ packet: { isResponse: true, answers: this.#records() }, to: from }];
    }
    this.#answerLater(isProbe, now);
    return [];
  }

  /** Plans an answer to the group, unless there is one soon. */
  #answerLater(isProbe: boolean, now: number): void {
    const delay = MIN_ANSWER_DELAY_MS +
      this.#random() * (MAX_ANSWER_DELAY_MS - MIN_ANSWER_DELAY_MS);
    const due = isProbe ? now : now + delay;
    const earliest = this.#lastAnswer +
      (isProbe ? MIN_DEFENCE_INTERVAL_MS : MIN_ANSWER_INTERVAL_MS);
    this.#nextAnswer = Math.min(this.#nextAnswer, Math.max(due, earliest));
  }

  /** Returns an answer for programs that know DNS, but not multicast DNS. */
  #legacyAnswer({ id = 0, questions = [] }: Packet, answers: readonly ResourceRecord[]): Packet {
    const legacy = (record: ResourceRecord): ResourceRecord => {
      return { ...record, isUnique: false, ttl: Math.min(record.ttl, MAX_LEGACY_TTL_SECONDS) };
    };
    const isAnswer = ({ name, type }: ResourceRecord) =>
      answers.some((one) => one.name === name && one.type === type);
    const additionals = this.#records().filter((record) => !isAnswer(record));
    return {
      id,
      isResponse: true,
      questions: questions.filter(({ name }) => answers.some((one) => isSameName(one.name, name))),
      answers: answers.map(legacy),
      additionals: additionals.map(legacy),
    };
  }

  #announce(now: number): Outgoing {
    this.#nextAnswer = this.#hasToAnnounceTwice ? now + ANNOUNCE_INTERVAL_MS : Infinity;
    this.#hasToAnnounceTwice = false;
    this.#lastAnswer = now;
    this.#announcedText = String(this.#options.text());
    return { packet: { isResponse: true, answers: this.#records() } };
  }

  #checkText(now: number): void {
    this.#nextStep = now + TEXT_CHECK_INTERVAL_MS;
    if (String(this.#options.text()) !== this.#announcedText) this.#nextAnswer = now;
  }

  #takeNextName(): void {
    this.#suffix++;
    const { name } = this.#options.service;
    this.#service = { ...this.#service, name: `${name} (${this.#suffix})` };
  }

  #records(): ResourceRecord[] {
    return recordsFor(this.#service, this.#options.text());
  }

  /** Returns the records that a probe claims for the instance. */
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

  /** Reports whether a record ends with the service. Others may still need the list of types. */
  #belongsToService({ name, type, data }: ResourceRecord): boolean {
    return name === this.#service.host || this.#isInstance(name) ||
      (type === "PTR" && this.#isInstance(data));
  }

  /** Reports whether this responder sent a packet. No other host has the same host name. */
  #isOwn(packet: Packet): boolean {
    return [...recordsOf(packet), ...packet.authorities ?? []].some(({ type, data }) =>
      type === "SRV" && isSameName(data.target, this.#service.host)
    );
  }
}

/** Reports whether the sender of a query has a record already, for at least half of its TTL. */
function isKnown(record: ResourceRecord, known: ResourceRecord): boolean {
  return record.type === "PTR" && known.type === "PTR" && isSameName(record.name, known.name) &&
    isSameName(record.data, known.data) && known.ttl >= TTL.pointer / 2;
}
