import type { DirectoryServer } from "../directory/server.ts";
import type { ChatServer } from "../serving/chat_server.ts";
import type { Server } from "../net/server.ts";
import { counter, gauge, type Metric, samplesBy } from "./exposition.ts";

/** What a connection speaks that has not logged in. */
const NONE = "none";

/**
 * What there is to see of a chat server.
 *
 * @param dialects Those that it can speak.
 */
export function chatMetrics({ hub, server }: ChatServer, dialects: readonly string[]): Metric[] {
  const { messages, deliveries } = server.shared.counters;
  return [
    ...connectionMetrics(server, [NONE, ...dialects]),
    gauge("parley_users", "Users who are logged in.", hub.users.size),
    gauge("parley_channels", "Channels that were ever created.", hub.channelNames.length),
    counter("parley_messages_total", "Messages that users have sent.", messages),
    counter(
      "parley_deliveries_total",
      "Messages times users they were for: what was queued to be sent.",
      deliveries,
    ),
  ];
}

/** What there is to see of a room directory. */
export function directoryMetrics({ directory, server, requests }: DirectoryServer): Metric[] {
  return [
    ...connectionMetrics(server, ["directory"]),
    gauge("parley_rooms", "Rooms in the directory.", directory.rooms.length),
    counter("parley_requests_total", "Requests, those that were refused included.", requests),
  ];
}

/** @param dialects Those that are named although nobody speaks them. */
function connectionMetrics(server: Server, dialects: readonly string[]): Metric[] {
  const { connections, acceptErrors, receivedBytes, sentBytes, dropped } = server.shared.counters;
  const open = new Map(dialects.map((name) => [name, 0]));
  let backlog = 0;
  for (const { dialect = NONE, outbox } of server.connections) {
    open.set(dialect, (open.get(dialect) ?? 0) + 1);
    backlog += outbox.backlog;
  }
  return [
    {
      name: "parley_connections",
      type: "gauge",
      help: 'Connections that are open, by dialect; "none" until the login.',
      samples: samplesBy("dialect", open),
    },
    counter("parley_connections_total", "Connections that were accepted.", connections),
    counter(
      "parley_accept_errors_total",
      "Connections that the system could not accept, as without free files.",
      acceptErrors,
    ),
    {
      name: "parley_dropped_total",
      type: "counter",
      help: "Connections that the server has ended, by reason.",
      samples: samplesBy("reason", dropped),
    },
    counter("parley_received_bytes_total", "Bytes that clients have sent.", receivedBytes),
    counter("parley_sent_bytes_total", "Bytes that clients were sent.", sentBytes),
    gauge(
      "parley_backlog_bytes",
      "Bytes that wait for clients to take them, counted for each client.",
      backlog,
    ),
  ];
}
