import { counter, gauge, type Metric } from "./exposition.ts";

/** The numbers of a server that is one of several. */
export interface ClusterFigures {
  /** The servers of the cluster that run, this one included. */
  readonly servers: number;
  /** Whether this server has lost the others. */
  readonly isAway: boolean;
  /** The users on all servers. */
  readonly users: number;
  /** The logins and renames that wait for NATS. */
  readonly waitingNames: number;
  /** The size of the messages that NATS has not stored yet, in bytes. */
  readonly pendingBytes: number;
  /** The streams in NATS that store nothing. */
  readonly failingStreams: number;
  /** Messages of users that other servers will not get. */
  readonly lost: number;
  /** Messages that no server sends. */
  readonly malformed: number;
  /** The shared records, such as registered names and bans. */
  readonly records: {
    readonly records: number;
    readonly unsaved: number;
    readonly lost: number;
    readonly ignored: number;
  };
  /** The counters of the connection to NATS. */
  readonly link: {
    readonly messagesIn: number;
    readonly messagesOut: number;
    readonly bytesIn: number;
    readonly bytesOut: number;
    readonly dropped: number;
    readonly reconnects: number;
    readonly slowLinks: number;
  };
}

/** Returns the metrics of a server's part of a cluster. */
export function clusterMetrics(figures: ClusterFigures): Metric[] {
  const { servers, isAway, users, waitingNames, pendingBytes, lost, malformed } = figures;
  const { failingStreams } = figures;
  return [
    gauge("parley_cluster_servers", "Servers of the cluster that run, with this one.", servers),
    gauge("parley_cluster_away", "1 while the other servers are out of reach.", isAway ? 1 : 0),
    gauge("parley_cluster_users", "Users on all servers of the cluster.", users),
    gauge("parley_cluster_waiting_names", "Names that wait for NATS.", waitingNames),
    gauge("parley_cluster_pending_bytes", "Bytes that NATS has not stored yet.", pendingBytes),
    gauge(
      "parley_cluster_failing_streams",
      "Streams in NATS that have stored nothing for five seconds, although NATS is there.",
      failingStreams,
    ),
    counter(
      "parley_cluster_lost_messages_total",
      "Messages of users that other servers will not get, because too much waited.",
      lost,
    ),
    counter(
      "parley_cluster_malformed_messages_total",
      "Messages from NATS that no server sends.",
      malformed,
    ),
    ...recordMetrics(figures.records),
    ...linkMetrics(figures.link),
  ];
}

function recordMetrics({ records, unsaved, lost, ignored }: ClusterFigures["records"]): Metric[] {
  return [
    gauge("parley_cluster_records", "Shared records, those of removed rows included.", records),
    gauge("parley_cluster_unsaved_records", "Changed records that are not in NATS yet.", unsaved),
    counter(
      "parley_cluster_lost_records_total",
      "Changes of records that will never be in NATS.",
      lost,
    ),
    counter(
      "parley_cluster_ignored_records_total",
      "Records in NATS that this version does not understand.",
      ignored,
    ),
  ];
}

function linkMetrics(link: ClusterFigures["link"]): Metric[] {
  return [
    counter("parley_cluster_received_messages_total", "Messages from NATS.", link.messagesIn),
    counter("parley_cluster_sent_messages_total", "Messages to NATS.", link.messagesOut),
    counter("parley_cluster_received_bytes_total", "Bytes from NATS.", link.bytesIn),
    counter("parley_cluster_sent_bytes_total", "Bytes to NATS.", link.bytesOut),
    counter(
      "parley_cluster_unsent_messages_total",
      "Messages that were not sent to NATS: there was no connection, or they were too large.",
      link.dropped,
    ),
    counter(
      "parley_cluster_reconnects_total",
      "New connections to NATS after a lost one.",
      link.reconnects,
    ),
    counter(
      "parley_cluster_slow_links_total",
      "Connections to NATS that were given up because they were too slow.",
      link.slowLinks,
    ),
  ];
}
