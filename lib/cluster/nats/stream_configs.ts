import type { BucketName, StreamName } from "../bus.ts";

/** How long JetStream remembers the ids of messages, in milliseconds. */
const DUPLICATE_WINDOW_MS = 2 * 60 * 1000;

/** How long what servers may have missed is kept, in milliseconds. */
const DEFAULT_RECENT_AGE_MS = 5 * 60 * 1000;

/** How much of it is kept, in bytes. */
const DEFAULT_RECENT_BYTES = 2 ** 28;

/** How many messages of a channel are kept for servers that have missed them, without a history. */
const REPAIR_COUNT = 1000;

/** All buckets. */
export const BUCKET_NAMES = ["servers", "names", "state"] as const satisfies BucketName[];

/** Bounds of the streams. */
export interface StreamLimits {
  /** How many messages of a channel are kept; 0 for none. */
  readonly historyCount: number;
  /** For how long, in milliseconds; by default without a limit. */
  readonly historyAgeMs?: number | undefined;
  /** How many bytes of all channels are kept; by default without a limit. */
  readonly historyBytes?: number | undefined;
  /** For how long what servers may have missed is kept, in milliseconds. */
  readonly recentAgeMs?: number | undefined;
  /** How many bytes of that are kept. */
  readonly recentBytes?: number | undefined;
}

/** The parts of a stream's configuration in JetStream that are set here. */
export interface StreamConfig {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly storage: "file";
  readonly retention: "limits";
  readonly discard: "old" | "new";
  readonly num_replicas: number;
  readonly allow_direct: boolean;
  /** -1 for no limit. */
  readonly max_msgs_per_subject: number;
  /** -1 for no limit. */
  readonly max_bytes: number;
  /** In nanoseconds; 0 for no limit. */
  readonly max_age: number;
  /** In nanoseconds. */
  readonly duplicate_window: number;
  readonly allow_rollup_hdrs?: boolean;
  readonly deny_delete?: boolean;
}

/** Returns the name of a stream in JetStream. */
export const streamOf = (cluster: string, name: StreamName) => `PARLEY_${cluster}_${name}`;

/** Returns the name of the stream of a bucket in JetStream. */
export const bucketStreamOf = (cluster: string, name: BucketName) => `KV_PARLEY_${cluster}_${name}`;

/** Returns what stands before a key in the subjects of a bucket. */
export const bucketPrefixOf = (cluster: string, name: BucketName) =>
  `$KV.PARLEY_${cluster}_${name}.`;

/** Returns what stands before the subjects of a cluster. */
export const prefixOf = (cluster: string) => `parley.${cluster}.`;

/** Returns the configurations of all streams and buckets of a cluster. */
export function streamConfigs(
  cluster: string,
  limits: StreamLimits,
  replicas: number,
): StreamConfig[] {
  const { historyCount, recentAgeMs = DEFAULT_RECENT_AGE_MS } = limits;
  // Without a history, the stream is what servers mend their gaps from.
  const historyAgeMs = historyCount === 0 ? recentAgeMs : limits.historyAgeMs;
  const shared = { storage: "file", retention: "limits", num_replicas: replicas } as const;
  return [
    {
      ...{ ...shared, name: streamOf(cluster, "history") },
      subjects: [`${prefixOf(cluster)}ch.*`],
      discard: "old",
      allow_direct: true,
      max_msgs_per_subject: historyCount === 0 ? REPAIR_COUNT : historyCount,
      max_bytes: limits.historyBytes ?? -1,
      ...aged(historyAgeMs),
    },
    {
      ...{ ...shared, name: streamOf(cluster, "recent") },
      subjects: [`${prefixOf(cluster)}log.*`],
      discard: "old",
      allow_direct: true,
      max_msgs_per_subject: -1,
      max_bytes: limits.recentBytes ?? DEFAULT_RECENT_BYTES,
      ...aged(recentAgeMs),
    },
    ...BUCKET_NAMES.map((name): StreamConfig => ({
      ...{ ...shared, name: bucketStreamOf(cluster, name) },
      // As in all buckets of NATS (ADR-8), so that its own tools can show them.
      subjects: [`${bucketPrefixOf(cluster, name)}>`],
      discard: "new",
      allow_direct: true,
      allow_rollup_hdrs: true,
      deny_delete: true,
      max_msgs_per_subject: 1,
      max_bytes: -1,
      ...aged(undefined),
    })),
  ];
}

const nanoseconds = (ms: number) => Math.round(ms) * 1_000_000;

function aged(ageMs: number | undefined): Pick<StreamConfig, "max_age" | "duplicate_window"> {
  const windowMs = Math.min(DUPLICATE_WINDOW_MS, ageMs ?? Infinity);
  return { max_age: nanoseconds(ageMs ?? 0), duplicate_window: nanoseconds(windowMs) };
}

/**
 * Returns the configuration of a stream that exists with the larger limits of both, or `undefined` if
 * it has these already. So no server cuts the history that others want to keep.
 */
export function widened(
  present: StreamConfig,
  wanted: StreamConfig,
): StreamConfig | undefined {
  const larger = (a = 0, b = 0) => a <= 0 || b <= 0 ? Math.min(a, b) : Math.max(a, b);
  const merged = {
    max_msgs_per_subject: larger(present.max_msgs_per_subject, wanted.max_msgs_per_subject),
    max_bytes: larger(present.max_bytes, wanted.max_bytes),
    max_age: larger(present.max_age, wanted.max_age),
    duplicate_window: Math.max(present.duplicate_window, wanted.duplicate_window),
    num_replicas: Math.max(present.num_replicas, wanted.num_replicas),
  };
  const isSame = Object.entries(merged).every(([key, value]) =>
    present[key as keyof typeof merged] === value
  );
  return isSame ? undefined : { ...present, ...merged };
}
