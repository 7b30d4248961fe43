import type { Bus } from "../../lib/cluster/bus.ts";
import { connectBus, type NatsBusOptions } from "../../lib/cluster/nats/connect_bus.ts";
import type { NatsBus } from "../../lib/cluster/nats/nats_bus.ts";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { Relay } from "../support/relay.ts";
import { FakeBus, FakeEngine } from "./fake_bus.ts";

/** Something that buses connect to. */
export interface Engine extends AsyncDisposable {
  connect(): Promise<Bus>;
  /** Cuts the connection of a bus, until {@linkcode restore}. */
  cut(bus: Bus): void;
  restore(bus: Bus): void;
}

/** The engines that every case of the contract runs on. */
export const ENGINES = [
  { name: "in memory", isHere: true, start: () => Promise.resolve(new MemoryEngine()) },
  { name: "NATS", isHere: HAS_NATS, start: () => NatsEngine.start() },
] as const;

class MemoryEngine implements Engine {
  readonly #engine = new FakeEngine();

  connect(): Promise<Bus> {
    return Promise.resolve(this.#engine.connect());
  }

  cut(bus: Bus): void {
    (bus as FakeBus).connect(false);
  }

  restore(bus: Bus): void {
    (bus as FakeBus).connect(true);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

class NatsEngine implements Engine {
  readonly #server: NatsServer;
  readonly #relays = new Map<Bus, Relay>();

  private constructor(server: NatsServer) {
    this.#server = server;
  }

  static async start(): Promise<NatsEngine> {
    return new NatsEngine(await NatsServer.start());
  }

  async connect(): Promise<Bus> {
    const relay = new Relay(this.#server.port);
    const bus = await connectTo(`nats://127.0.0.1:${relay.port}`);
    this.#relays.set(bus, relay);
    return bus;
  }

  cut(bus: Bus): void {
    const relay = this.#relays.get(bus)!;
    relay.isDown = true;
    relay.loseClients();
  }

  restore(bus: Bus): void {
    this.#relays.get(bus)!.isDown = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const [bus, relay] of this.#relays) {
      await bus.close();
      relay[Symbol.dispose]();
    }
    await this.#server[Symbol.asyncDispose]();
  }
}

/** Connects to NATS as a server of the cluster `test`, which keeps 1,000 messages of a channel. */
export async function connectTo(
  servers: string,
  options: Partial<NatsBusOptions> = {},
): Promise<NatsBus> {
  const limits = { historyCount: 1000 };
  return await connectBus({ servers, name: "test", limits, onStatus: () => {}, ...options });
}
