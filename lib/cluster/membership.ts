import { ExpectedError } from "../errors/expected_error.ts";
import { type Clock, setRepeatingTimer, sleep, type Timer } from "../net/clock.ts";
import { CLUSTER_SLOTS, decodeBeat, type ServerInfo } from "./beats.ts";
import { type Bus, BusError, type BusMessage, type Ending } from "./bus.ts";
import { BEAT, Heartbeat } from "./heartbeat.ts";
import { DEAD_AFTER_MS, Peers } from "./peers.ts";
import { ServerLease } from "./server_lease.ts";

/** How often a server looks around, in milliseconds. */
const TICK_MS = 500;

/** How often a server renews its record, in milliseconds. */
const RENEWAL_MS = 2000;

/**
 * A server counts itself as away when it has had no proof for this long that it counts as alive, in
 * milliseconds. Shorter than the time after which others take it for dead, so that it knows first.
 */
const AWAY_AFTER_MS = 7000;

/** A server that has not looked around for this long did not run, in milliseconds. */
const MAX_PAUSE_MS = 3000;

/** What has happened to a server that was away. */
export interface Return {
  /** Whether others had taken it for dead: it is a new boot now. */
  readonly bootChanged: boolean;
  /** Whether it has another slot. */
  readonly slotChanged: boolean;
  /** Whether `onAway` was called. */
  readonly wasAnnounced: boolean;
}

/** The options of a {@linkcode Membership}. */
export interface MembershipOptions {
  /** Where clients reach this server: `host:port`. */
  readonly address: string;
  /** Its `now()` has to count the time in which the process was stopped: a watched `RunningClock` does not. */
  readonly clock: Clock;
  /** Returns the highest id of an event that this server has seen. */
  lastId?(): number;
  /** Returns random text for a boot. */
  random?(): string;
}

/** The place of this server in the cluster, and the other servers. */
export class Membership {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #lease: ServerLease;
  readonly #peers: Peers;
  readonly #heartbeat: Heartbeat;
  readonly #endings: Ending[] = [];
  #timer: Timer | undefined;
  #tickedAt: number;
  #renewalAt: number;
  /** When the last renewal was sent that is stored. */
  #storedAt: number;
  #wasConnected = true;
  #isAway = false;
  #wasAnnounced = false;
  /** This server as it was before it went away. */
  #former: ServerInfo | undefined;
  #isRenewing = false;
  #hasFailed = false;
  /** Whether others have removed the record. */
  #isLost = false;
  #isReturning = false;
  #hasLeft = false;

  /** Another server is there. */
  onPeerJoined: ((info: ServerInfo) => void) | undefined;
  /** Another server has stopped, or is taken for dead: the boot does not come back. */
  onPeerLeft: ((info: ServerInfo, reason: "stopped" | "dead") => void) | undefined;
  /** This server has lost the others. A server without others is not told. */
  onAway: (() => void) | undefined;
  /** This server is back, or is a new boot. It is away until this resolves; called again after errors. */
  onBack: ((event: Return) => Promise<void>) | undefined;
  /** Another server has seen an event with that id. */
  onBeatId: ((id: number) => void) | undefined;

  private constructor(bus: Bus, options: MembershipOptions) {
    const { address, clock, lastId = () => 0 } = options;
    const { random = () => crypto.randomUUID().slice(-12) } = options;
    this.#bus = bus;
    this.#clock = clock;
    this.#tickedAt = this.#renewalAt = this.#storedAt = clock.now();
    const bucket = bus.bucket("servers");
    this.#lease = new ServerLease({ bucket, address, newBoot: random });
    this.#peers = new Peers({
      ...{ bucket, clock },
      isOwn: (boot) => this.#lease.isOwn(boot),
      onJoined: (info) => {
        if (this.self.slot >= 0) this.#heartbeat.greet();
        this.onPeerJoined?.(info);
      },
      onLeft: (info, reason) => this.onPeerLeft?.(info, reason),
    });
    const contents = () => ({ heard: this.#peers.echoes, lastId: lastId() });
    this.#heartbeat = new Heartbeat(bus, clock, () => this.self, contents);
  }

  /**
   * Takes the lowest slot that is free, or whose server is dead.
   *
   * @throws {ExpectedError} All slots are those of running servers.
   * @throws {BusError}
   */
  static async join(bus: Bus, options: MembershipOptions): Promise<Membership> {
    const membership = new Membership(bus, options);
    try {
      await membership.#join();
      return membership;
    } catch (error) {
      membership.#stop();
      throw error;
    }
  }

  async #join(): Promise<void> {
    const onRecord = (key: string, value: Uint8Array | undefined) =>
      this.#peers.onRecord(key, value);
    this.#endings.push(this.#bus.subscribe(BEAT, (message) => this.#onBeat(message)));
    this.#endings.push(await this.#bus.bucket("servers").watch(onRecord));
    if (!await this.#takeSlot()) {
      await sleep(this.#clock, DEAD_AFTER_MS);
      await this.#peers.judge(() => true);
      if (!await this.#takeSlot()) {
        const problem = `Cannot join the cluster: all ${CLUSTER_SLOTS} places are taken`;
        throw new ExpectedError(problem, { hint: "Stop another server first." });
      }
    }
    this.#isAway = false;
    this.#former = undefined;
    this.#tickedAt = this.#clock.now();
    this.#timer = setRepeatingTimer(this.#clock, TICK_MS, () => this.#tick());
    this.#heartbeat.beat();
  }

  async #takeSlot(): Promise<boolean> {
    const sentAt = this.#clock.now();
    if (!await this.#lease.take((slot) => this.#peers.hasRecord(slot))) return false;
    this.#storedAt = this.#renewalAt = sentAt;
    this.#heartbeat.restart();
    return true;
  }

  /** This server. Changes when it comes back as a new boot. */
  get self(): ServerInfo {
    return this.#lease.info;
  }

  /** The other servers that are alive, by slot. */
  get peers(): ReadonlyMap<number, ServerInfo> {
    return this.#peers.alive;
  }

  /** Whether other servers may be alive that have not been heard yet. */
  get hasUnheard(): boolean {
    return this.#peers.hasUnheard;
  }

  /**
   * Whether others may take this server for dead. It looks at the clock at the moment of asking: a
   * process that was stopped has to know before it does anything else. From then on it stays away until
   * it has looked at its record.
   */
  get isAway(): boolean {
    if (!this.#isAway && !this.#hasProof()) this.#goAway();
    return this.#isAway;
  }

  /** Whether this server counts as alive again, and only the work of {@linkcode onBack} is left. */
  get isComingBack(): boolean {
    return this.#isReturning && !this.#isLost && this.#hasProof();
  }

  /**
   * Reports whether a record is stored that is young enough, or all others have heard a beat that is.
   * All: the one that has not may be among those who elect JetStream's leader, and take the names.
   */
  #hasProof(): boolean {
    const oldest = this.#clock.now() - AWAY_AFTER_MS;
    return this.#storedAt > oldest || this.#peers.echoedAt > oldest;
  }

  #goAway(): void {
    this.#isAway = true;
    this.#former ??= this.self;
    if (this.peers.size === 0 || this.#wasAnnounced || this.#hasLeft) return;
    this.#wasAnnounced = true;
    // Later: code that only asks must not run into what the observer changes.
    queueMicrotask(() => this.onAway?.());
  }

  /**
   * Resolves with whether that boot has ended for good, whatever this server knows of it.
   *
   * @throws {BusError}
   */
  isSurelyDead(slot: number, boot: string): Promise<boolean> {
    return this.#peers.isSurelyDead(slot, boot);
  }

  /** Says goodbye, and gives the slot back. */
  async leave(): Promise<void> {
    if (this.#hasLeft) return;
    this.#stop();
    this.#heartbeat.end();
    await this.#lease.release();
  }

  #stop(): void {
    this.#hasLeft = true;
    this.#timer?.cancel();
    this.#heartbeat.cancel();
    for (const ending of this.#endings) ending.end();
  }

  #tick(): void {
    const now = this.#clock.now();
    const { isConnected } = this.#bus;
    const didNotHear = now - this.#tickedAt > MAX_PAUSE_MS || isConnected && !this.#wasConnected;
    this.#tickedAt = now;
    this.#wasConnected = isConnected;
    const mayJudge = () => !this.isAway && this.#bus.isConnected && !this.#hasLeft;
    if (didNotHear) this.#peers.grace();
    this.#heartbeat.beatIfDue();
    // After a failure without a pause: for servers that do not hear all others, it is the only proof.
    if (this.#hasFailed || now - this.#renewalAt >= RENEWAL_MS) void this.#renew();
    if (mayJudge()) void this.#peers.judge(mayJudge);
  }

  #onBeat({ bytes }: BusMessage): void {
    const beat = decodeBeat(bytes);
    if (!beat || this.#lease.isOwn(beat.boot)) return;
    // Old news must not hide that this server did not run.
    void this.isAway;
    this.onBeatId?.(beat.lastId);
    this.#peers.onBeat(beat, (echo) => this.#heartbeat.sentAt(echo));
  }

  /** Renews the record. A server that is away comes back by it. */
  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    const sentAt = this.#renewalAt = this.#clock.now();
    this.#hasFailed = false;
    try {
      this.#isLost ||= !await this.#lease.renew();
      if (this.#hasLeft) return;
      if (this.#isLost) {
        if (!this.#isAway) this.#goAway();
      } else {
        void this.isAway;
        this.#storedAt = sentAt;
      }
      if (this.#isAway) void this.#return();
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.#hasFailed = true;
    } finally {
      this.#isRenewing = false;
    }
  }

  /** Comes back: with the same boot if nobody has taken it for dead, else with another one. */
  async #return(): Promise<void> {
    if (this.#isReturning || this.#hasLeft) return;
    this.#isReturning = true;
    try {
      if (this.#isLost) {
        if (!await this.#takeSlot()) return;
        this.#isLost = false;
      }
      this.#peers.grace();
      this.#heartbeat.beat();
      const { slot, boot } = this.#former!;
      await this.onBack?.({
        bootChanged: this.self.boot !== boot,
        slotChanged: this.self.slot !== slot,
        wasAnnounced: this.#wasAnnounced,
      });
      if (this.#isLost || !this.#hasProof()) return;
      this.#isAway = this.#wasAnnounced = false;
      this.#former = undefined;
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
    } finally {
      this.#isReturning = false;
    }
  }
}
