/**
 * The server as one of several. Loaded only with `--cluster`.
 *
 * @module
 */
import { BucketUpkeep } from "../../cluster/bucket_upkeep.ts";
import { Cluster } from "../../cluster/cluster.ts";
import { ClusterHistory } from "../../cluster/cluster_history.ts";
import { ClusterIds } from "../../cluster/cluster_ids.ts";
import { ClusterNames } from "../../cluster/cluster_names.ts";
import { Membership } from "../../cluster/membership.ts";
import { NatsNews } from "../../cluster/nats_news.ts";
import { ServerNews } from "../../cluster/server_news.ts";
import { SharedHosts } from "../../cluster/shared_hosts.ts";
import { untilReady } from "../../cluster/until_ready.ts";
import { SharedState } from "../../cluster/state/shared_state.ts";
import { connectBus } from "../../cluster/nats/connect_bus.ts";
import type { NatsBus } from "../../cluster/nats/nats_bus.ts";
import type { Arguments } from "../../command_line/arguments.ts";
import {
  decodeForm,
  decodeSignal,
  encodeFacts,
  encodeForm,
  encodeSignal,
  takeFacts,
} from "../../dialects/irc/cluster_codec.ts";
import { ExpectedError, UsageError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { quote } from "../../framing/messages.ts";
import { clusterMetrics } from "../../monitoring/cluster_metrics.ts";
import type { Metric } from "../../monitoring/exposition.ts";
import { RunningClock, setRepeatingTimer } from "../../net/clock.ts";
import type { BugReporter } from "../../net/internal_errors.ts";
import type { Status } from "../../net/status.ts";
import type { ChatServer } from "../../serving/chat_server.ts";
import { ServerList } from "../../serving/server_list.ts";
import { formatAddress, parseAddress, reachableAddresses } from "../../transport/address.ts";
import type { Listening } from "../../transport/listen.ts";
import { DEFAULT_CLUSTER_NAME, type SERVER } from "./flags.ts";
import { EXPIRY_INTERVAL_MS, historyBounds, type Memory } from "./memory.ts";

const NO_RECORDS = { records: 0, unsaved: 0, lost: 0, ignored: 0 };

type ServerArguments = Arguments<typeof SERVER.flags>;

/** This server's part of a cluster. */
export interface OpenedCluster {
  readonly bus: NatsBus;
  readonly link: Cluster;
  readonly history: ClusterHistory;
  /** Learns the users and records of the other servers, before the first client is served. */
  start(memory: Memory, server: ChatServer): Promise<void>;
  metrics(server: ChatServer): Metric[];
  /** Leaves the others, while the clients are still connected. */
  leave(): Promise<void>;
}

/**
 * Joins the cluster of the flags.
 *
 * @throws {ExpectedError} if NATS cannot be used.
 */
export async function openCluster(
  args: ServerArguments,
  listening: Listening,
  onStatus: (status: Status) => void,
): Promise<OpenedCluster> {
  if (args.given.has("store")) {
    throw new UsageError(
      "Cannot use --store with --cluster: a cluster keeps everything in NATS",
    );
  }
  const address = args.get("cluster-address") ?? ownAddress(listening);
  if (!parseAddress(address)) {
    throw new UsageError(
      `Cannot use ${
        quote(address)
      } for --cluster-address: expected HOST:PORT, such as chat.example.org:55555`,
    );
  }
  const bounds = historyBounds(args);
  const clock = new RunningClock();
  let bugs: BugReporter | undefined;
  const ca = args.get("cluster-ca");
  const name = args.get("cluster-name") ?? DEFAULT_CLUSTER_NAME;
  const natsNews = new NatsNews(clock, (text) => onStatus({ type: "notice", text }));
  const bus = await connectBus({
    servers: args.get("cluster")!,
    name,
    creds: args.get("cluster-creds"),
    ca: ca === undefined ? undefined : readAuthorities(ca),
    limits: {
      historyCount: bounds.maxCount,
      historyBytes: args.get("max-store"),
      ...(bounds.maxAgeMs < Infinity ? { historyAgeMs: bounds.maxAgeMs } : {}),
    },
    onStatus: (text) => natsNews.note(text),
    onLinkChange: (text, isConnected) => natsNews.noteConnection(text, isConnected),
    onBug: (error) => bugs?.report("Cannot process a message of the cluster", error),
  }).catch((error) => {
    natsNews.close();
    throw error;
  });
  try {
    const ids = new ClusterIds(0, Date.now);
    // Before others learn of this server: they ask it at once what it has.
    const hosts = await untilReady(clock, () => SharedHosts.open(bus));
    const self = { address, clock, lastId: () => ids.last };
    const membership = await untilReady(clock, () => Membership.join(bus, self));
    ids.changeSlot(membership.self.slot);
    const history = new ClusterHistory({
      ...{ ...bounds, clock },
      onLoadFailure: (channel, error) =>
        onStatus({ type: "failed", doing: `Cannot load what was said in ${channel}`, error }),
    });
    const expiry = setRepeatingTimer(clock, EXPIRY_INTERVAL_MS, () => history.expire());
    const countServers = () => membership.peers.size + 1;
    const news = new ServerNews(clock, countServers, onStatus);
    const upkeep = new BucketUpkeep({ bus, clock, membership });
    const names = new ClusterNames(bus, { membership, clock });
    const link = new Cluster({
      ...{ bus, clock, membership, ids, history, names },
      servers: new ServerList(clock),
      ...{ hosts, news },
      signals: { encode: encodeSignal, decode: decodeSignal },
      texts: { encode: encodeForm, decode: decodeForm },
      extras: { of: encodeFacts, take: takeFacts },
      records: () => state,
    });
    let state: SharedState | undefined;
    return {
      ...{ bus, link, history },
      async start({ store, accounts, moderation }, { mailbox, server }) {
        bugs = server.shared.internalErrors;
        const parts = {
          ...{ store, accounts, moderation, mailbox: mailbox!, clock, onStatus, now: Date.now },
          server: membership.self.boot,
          nextId: () => ids.next(),
          isTopicAgreed: link.isTopicAgreed,
        };
        state = await untilReady(clock, () => SharedState.open(bus, parts));
        await link.ready();
        news.open(name, address);
      },
      metrics: ({ hub }) =>
        clusterMetrics({
          servers: countServers(),
          isAway: membership.isAway,
          users: hub.users.size,
          waitingNames: names.waiting,
          pendingBytes: link.pendingBytes,
          failingStreams: bus.failingStreams,
          lost: link.dropped,
          malformed: link.malformed,
          records: state?.figures() ?? NO_RECORDS,
          link: bus.counters,
        }),
      async leave() {
        await link.leave();
        state?.close();
        expiry.cancel();
        upkeep.close();
        await bus.close();
        natsNews.close();
      },
    };
  } catch (error) {
    await bus.close();
    natsNews.close();
    throw error;
  }
}

function readAuthorities(file: string): string {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new ExpectedError(`Cannot use ${quote(file)} for --cluster-ca: ${reason}`, { cause });
  };
  try {
    const text = Deno.readTextFileSync(file);
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  } catch (cause) {
    return refuse(systemReason(cause), cause);
  }
  return refuse("it contains no certificate in PEM format");
}

/** Returns the address at which others reach this server. */
function ownAddress({ hostnames, port }: Listening): string {
  const hostname = reachableAddresses(hostnames).find((it) => !/^(127\.|::1$)/.test(it));
  return formatAddress({ hostname: hostname ?? hostnames[0]!, port });
}
