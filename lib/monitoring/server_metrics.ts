import type { DirectoryServer } from "../directory/server.ts";
import type { ChatServer } from "../serving/chat_server.ts";
import type { Server } from "../net/server.ts";
import { counter, gauge, type Metric, samplesBy } from "./exposition.ts";

/** The dialect of a connection before its login. */
const NO_DIALECT = "none";

/**
 * Returns the metrics of a chat server.
 *
 * @param dialects The dialects that the server can speak.
 */
export function chatMetrics({ hub, server }: ChatServer, dialects: readonly string[]): Metric[] {
  const { messages, deliveries } = server.shared.counters;
  return [
    ...connectionMetrics(server, [NO_DIALECT, ...dialects]),
    gauge(
      "parley_websockets",
      "Open connections that are WebSockets.",
      Iterator.from(server.connections).reduce(
        (count, { socket }) => socket.transport?.endsWith("websocket") ? count + 1 : count,
        0,
      ),
    ),
    gauge("parley_users", "Users who are logged in.", hub.ownUsers),
    gauge("parley_channels", "Channels, including empty ones.", hub.channelNames.length),
    counter("parley_messages_total", "Messages from users.", messages),
    counter(
      "parley_deliveries_total",
      "Messages queued for users, counted once for each recipient.",
      deliveries,
    ),
  ];
}

/**
 * Returns the metric of a certificate.
 *
 * @param expiresAt Its end, in milliseconds since 1970.
 */
export function certificateMetric(expiresAt: number): Metric {
  return gauge(
    "parley_certificate_expiry_timestamp_seconds",
    "End of the certificate in use, in seconds since 1970.",
    expiresAt / 1000,
  );
}

/** Returns the metrics of a room directory. */
export function directoryMetrics({ directory, server, requests }: DirectoryServer): Metric[] {
  return [
    ...connectionMetrics(server, ["directory"]),
    gauge("parley_rooms", "Rooms in the directory.", directory.rooms.length),
    counter("parley_requests_total", "Requests, including refused ones.", requests),
  ];
}

/** @param dialects The dialects to list even if no connection speaks them. */
function connectionMetrics(server: Server, dialects: readonly string[]): Metric[] {
  const { internalErrors } = server.shared;
  const { connections, acceptErrors, receivedBytes, sentBytes, dropped } = server.shared.counters;
  const open = new Map(dialects.map((name) => [name, 0]));
  let backlog = 0;
  for (const { dialect = NO_DIALECT, outbox } of server.connections) {
    open.set(dialect, (open.get(dialect) ?? 0) + 1);
    backlog += outbox.backlog;
  }
  return [
    {
      name: "parley_connections",
      type: "gauge",
      help: 'Open connections by dialect; "none" before the login.',
      samples: samplesBy("dialect", open),
    },
    counter("parley_connections_total", "Accepted connections.", connections),
    counter(
      "parley_accept_errors_total",
      "Connections that the system failed to accept, for example because too many files are open.",
      acceptErrors,
    ),
    {
      name: "parley_dropped_total",
      type: "counter",
      help: "Connections ended by the server, by reason.",
      samples: samplesBy("reason", dropped),
    },
    counter(
      "parley_internal_errors_total",
      "Bugs of the program that it survived; each is in the log.",
      internalErrors.count,
    ),
    counter("parley_received_bytes_total", "Bytes received from clients.", receivedBytes),
    counter("parley_sent_bytes_total", "Bytes sent to clients.", sentBytes),
    gauge(
      "parley_backlog_bytes",
      "Bytes queued for clients, counted once for each client.",
      backlog,
    ),
  ];
}
