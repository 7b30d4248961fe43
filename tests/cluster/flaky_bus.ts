import { type Bucket, type BucketName, BusError } from "../../lib/cluster/bus.ts";
import { FakeBus, type FakeEngine } from "./fake_bus.ts";

/** What happens to a change: it goes well, its answer gets lost, or it is carried out when nobody waits. */
export type Fate = "well" | "lost" | "late";

/** How often each record has been changed. */
const CHANGES = new WeakMap<FakeEngine, Map<string, number>>();

/** A connection to a {@linkcode FakeEngine} on which the outcome of a change may be unknown. */
export class FlakyBus extends FakeBus {
  readonly #fate: () => Fate;
  /** The changes that are on their way. */
  readonly #late: (() => Promise<unknown>)[] = [];
  readonly #changes: Map<string, number>;

  constructor(engine: FakeEngine, fate: () => Fate) {
    super(engine);
    this.#fate = fate;
    this.#changes = CHANGES.get(engine) ?? new Map();
    CHANGES.set(engine, this.#changes);
  }

  /** Carries out the changes that are on their way. */
  async arriveLate(): Promise<void> {
    const late = this.#late.splice(0);
    await Promise.allSettled(late.map((change) => change()));
  }

  override bucket(name: BucketName): Bucket {
    const bucket = super.bucket(name);
    const change = <Result>(key: string, change: () => Promise<Result>) =>
      this.#change(`${name} ${key}`, change);
    return {
      create: (key, value) => change(key, () => bucket.create(key, value)),
      update: (key, value, revision) => change(key, () => bucket.update(key, value, revision)),
      put: (key, value) => change(key, () => bucket.put(key, value)),
      remove: (key, revision) => change(key, () => bucket.remove(key, revision)),
      get: (key) => bucket.get(key),
      watch: (onChange) => bucket.watch(onChange),
    };
  }

  async #change<Result>(record: string, change: () => Promise<Result>): Promise<Result> {
    const fate = this.#fate();
    const changes = () => this.#changes.get(record) ?? 0;
    const carryOut = async () => {
      const result = await change();
      if (result !== undefined && result !== false) this.#changes.set(record, changes() + 1);
      return result;
    };
    if (fate === "well") return await carryOut();
    if (fate === "lost") await carryOut();
    else {
      const before = changes();
      // JetStream remembers that a record was removed: one that is added late meets that.
      this.#late.push(async () => before === changes() && await carryOut());
    }
    throw new BusError("the outcome is unknown");
  }
}
