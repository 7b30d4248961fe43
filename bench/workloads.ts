/**
 * The workloads, and the figures that each one produces.
 *
 * @module
 */

/** A workload, which is the same for each server. */
export interface Workload {
  readonly name: string;
  /** Its name in the load generator. */
  readonly kind: "bursty" | "even" | "latency" | "idle" | "idle-tls" | "direct";
  /** Settings of the load generator. */
  readonly settings: Readonly<Record<string, number>>;
  /** Settings that replace these in a quick run. */
  readonly quick: Readonly<Record<string, number>>;
  /** The protocols of servers for which it needs another protocol than the usual one. */
  readonly protocols?: Readonly<Record<string, string>>;
  /** Additional flags of Parley's server. */
  readonly flags?: readonly string[];
  /** The servers that do not take part. */
  readonly without?: readonly string[];
  readonly figures: readonly Figure[];
}

/** One number of a result, and its goals. */
export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly unit: "count" | "microseconds" | "seconds" | "kilobytes";
  /** Bounds for the ratio of Parley's figure to that of another server. */
  readonly goals?: Readonly<Record<string, Bound>>;
  /** A bound for Parley's figure itself. */
  readonly goal?: Bound;
}

/** The minimum or the maximum of a number. */
export type Bound = { readonly min: number } | { readonly max: number };

const CPU: Figure = { key: "cpuPerMillion", title: "server CPU per million", unit: "seconds" };
const CONNECT_TIME: Figure = {
  key: "connectSeconds",
  title: "time to connect all",
  unit: "seconds",
};
const CONNECTION_MEMORY: Figure = {
  key: "kilobytesEach",
  title: "server memory per connection",
  unit: "kilobytes",
};
const SENDING = { window: 16, warmup: 1000, duration: 2000 };
const WEB = { parley: "web", against: "web" };
const QUICK = { warmup: 200, duration: 300 };

/** All workloads, in the order of the measurements and of the tables. */
export const WORKLOADS: readonly Workload[] = [
  ...channel(10, { floor: { min: 0.75 }, ngircd: { min: 2.5 }, nats: { min: 2.5 } }),
  ...channel(100, {
    ...{ floor: { min: 0.95 }, ngircd: { min: 4.3 }, nats: { min: 3.5 } },
    // Keeping all messages in a file costs a fifth of the speed at most.
    stored: { max: 1.25 },
  }),
  ...channel(1000, { floor: { min: 0.9 }, ngircd: { min: 3 }, nats: { min: 3.5 } }),
  // The same protocol on all servers, and messages of the same size. With fewer in flight, the clients
  // and not the server would be the limit.
  ...channel(100, { ngircd: { min: 4 }, inspircd: { min: 3 } }).map((workload) => ({
    ...workload,
    name: `irc-${workload.name}`,
    protocols: { parley: "inspircd", against: "inspircd" },
    settings: { ...workload.settings, window: 64 },
    without: ["floor", "deno", "nats"],
  })),
  latency(100, { floor: { max: 1.2 }, ngircd: { max: 1 } }),
  latency(1000, { floor: { max: 1.6 } }),
  {
    name: "idle-10000",
    kind: "idle",
    settings: { members: 10_000, duration: 1000 },
    quick: { members: 1000, duration: 200 },
    figures: [CONNECT_TIME, { ...CONNECTION_MEMORY, goal: { max: 8 } }],
  },
  {
    name: "idle-tls-10000",
    kind: "idle-tls",
    settings: { members: 10_000, duration: 1000 },
    quick: { members: 500, duration: 200 },
    flags: ["--tls-self-signed"],
    without: ["stored", "floor", "deno", "ngircd", "inspircd", "nats"],
    figures: [CONNECT_TIME, CONNECTION_MEMORY],
  },
  // JSON lines as messages of WebSockets, compared with the same lines over TCP.
  {
    name: "web-100",
    kind: "even",
    settings: { ...SENDING, members: 100, senders: 10 },
    quick: QUICK,
    protocols: WEB,
    without: ["floor", "deno", "ngircd", "inspircd", "nats"],
    figures: [
      { key: "perSecond", title: "deliveries/s", unit: "count", goals: { tcp: { min: 0.5 } } },
      CPU,
    ],
  },
  {
    name: "web-idle-1000",
    kind: "idle",
    settings: { members: 1000, duration: 1000 },
    quick: { members: 1000, duration: 200 },
    protocols: WEB,
    without: ["floor", "deno", "ngircd", "inspircd", "nats"],
    figures: [CONNECT_TIME, { ...CONNECTION_MEMORY, goal: { max: 40 } }],
  },
  // Messages between 500 pairs of users: as lines with an answer each, and as frames without.
  pairs("direct-500", { parley: "direct", against: "direct" }),
  pairs("frames-500", { parley: "channel", against: "channel" }),
];

function pairs(name: string, protocols: Record<string, string>): Workload {
  return {
    name,
    kind: "direct",
    settings: { ...SENDING, members: 1000 },
    quick: { ...QUICK, members: 100 },
    protocols,
    without: ["stored", "floor", "deno", "nats"],
    figures: [
      { key: "perSecond", title: "messages/s", unit: "count", goals: { ngircd: { min: 1.5 } } },
      CPU,
    ],
  };
}

function channel(members: number, goals: Record<string, Bound>): Workload[] {
  return (["bursty", "even"] as const).map((kind) => ({
    name: `${kind}-${members}`,
    kind,
    settings: { ...SENDING, members, senders: 10 },
    quick: QUICK,
    figures: [
      { key: "perSecond", title: "deliveries/s", unit: "count", goals },
      CPU,
      { key: "lastP50", title: "last member, p50", unit: "microseconds" },
      { key: "lastP99", title: "last member, p99", unit: "microseconds" },
    ],
  }));
}

function latency(members: number, goals: Record<string, Bound>): Workload {
  const unit = "microseconds";
  return {
    name: `latency-${members}`,
    kind: "latency",
    settings: { members, messages: 1000, pause: 1, warmup: 1000 },
    quick: { messages: 100, warmup: 200 },
    figures: [
      { key: "p50", title: "one delivery, p50", unit },
      { key: "p99", title: "one delivery, p99", unit },
      { key: "lastP50", title: "last member, p50", unit, goals },
      { key: "lastP99", title: "last member, p99", unit },
    ],
  };
}
