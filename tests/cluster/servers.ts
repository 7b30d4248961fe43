import { ClusterNames } from "../../lib/cluster/cluster_names.ts";
import { Membership, type Return } from "../../lib/cluster/membership.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { FakeBus, FakeEngine } from "./fake_bus.ts";

/** How far the clocks move at once: between two moves, everything that is sent arrives. */
const STEP_MS = 250;

/** Waits until everything that is on its way has arrived. */
export async function arrive(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
}

/** A server of a cluster in memory. */
export class TestServer {
  readonly clock = new ManualClock();
  readonly bus: FakeBus;
  #names: ClusterNames | undefined;
  membership!: Membership;
  /** What the membership has reported since the test last looked. */
  events: string[] = [];
  returns: Return[] = [];
  ids: number[] = [];
  lastId = 0;
  /** Does the work of coming back. */
  onBack: (event: Return) => Promise<void> = async () => {};
  isRunning = true;

  constructor(engine: FakeEngine, bus = engine.connect()) {
    this.bus = bus;
  }

  get names(): ClusterNames {
    return this.#names ??= new ClusterNames(this.bus, this);
  }

  get slot(): number {
    return this.membership.self.slot;
  }

  get peerSlots(): number[] {
    return [...this.membership.peers.keys()].sort((a, b) => a - b);
  }

  /** Returns what has been reported, and forgets it. */
  read(): string[] {
    return this.events.splice(0);
  }

  async join(address: string): Promise<void> {
    const { bus, clock } = this;
    const membership = await Membership.join(bus, { address, clock, lastId: () => this.lastId });
    this.membership = membership;
    membership.onPeerJoined = ({ slot }) => this.events.push(`${slot} joined`);
    membership.onPeerLeft = ({ slot }, reason) => this.events.push(`${slot} ${reason}`);
    membership.onAway = () => this.events.push("away");
    membership.onBack = async (event) => {
      await this.onBack(event);
      this.returns.push(event);
      this.events.push("back");
    };
    membership.onBeatId = (id) => this.ids.push(id);
  }

  /** Ends the process without a word. */
  kill(): void {
    this.bus.connect(false);
    this.isRunning = false;
  }

  /** Stops the process for so long that NATS drops its connection. */
  stop(): void {
    this.kill();
  }
}

/** A cluster in memory. */
export class TestCluster {
  readonly engine = new FakeEngine();
  readonly servers: TestServer[] = [];

  /** Starts servers one after the other. */
  static async of(count: number): Promise<TestCluster> {
    const cluster = new TestCluster();
    for (let index = 0; index < count; index++) await cluster.start();
    await cluster.pass(2000);
    for (const server of cluster.servers) server.read();
    return cluster;
  }

  async start(bus = this.engine.connect()): Promise<TestServer> {
    const server = new TestServer(this.engine, bus);
    await server.join(`10.0.0.${this.servers.length + 1}:55555`);
    this.servers.push(server);
    await arrive();
    return server;
  }

  /** Lets time pass on all servers that run. */
  async pass(durationMs: number): Promise<void> {
    await arrive();
    for (let passedMs = 0; passedMs < durationMs; passedMs += STEP_MS) {
      for (const { clock, isRunning } of this.servers) {
        if (isRunning) clock.advance(Math.min(STEP_MS, durationMs - passedMs));
      }
      await arrive();
    }
  }
}
