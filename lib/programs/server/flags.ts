import type { Command } from "../../command_line/command.ts";
import { choice, integer, text, toggle } from "../../command_line/flag.ts";
import { DIALECT_NAMES } from "../../dialects/dialect_names.ts";
import { DEFAULT_IRC_SETTINGS } from "../../dialects/irc/settings.ts";
import { DEFAULT_LIMITS } from "../../net/limits.ts";
import { REGISTRATIONS } from "../../serving/accounts/registration.ts";
import { DEFAULT_PEER_TIMEOUT_S } from "../../transport/keep_alive.ts";
import { STORE_FLAGS, STORE_SUBCOMMAND } from "./store/flags.ts";
import { announceFlags, portFlag, SERVING_FLAGS } from "../shared/flags.ts";

/** The limit for an address of another machine. This machine's own addresses have none. */
const DEFAULT_MAX_PER_ADDRESS = DEFAULT_LIMITS.perAddress("192.0.2.1");

/** The name of a cluster that gets none. */
export const DEFAULT_CLUSTER_NAME = "parley";

/** The chat server as its command line sees it. */
export const SERVER = {
  name: "server",
  usage: ["server.ts [PORT] [FLAGS]"],
  summary: "Starts a chat server.",
  subcommands: { store: STORE_SUBCOMMAND },
  flags: {
    port: portFlag({ default: 0, defaultText: "any free port" }),
    address: SERVING_FLAGS.address,
    "proxy-protocol": SERVING_FLAGS["proxy-protocol"],
    dialect: choice(["auto", ...DIALECT_NAMES], {
      value: "NAME",
      help: "Speak this dialect only; auto detects the dialect of each client",
      default: "auto",
    }),
    strict: toggle({
      help:
        "Disable the commands that Parley adds to the channel dialect, such as /msg, /who and /topic",
    }),
    "password-file": text({
      value: "FILE",
      help: "Require the password in the first line of this file; SIGHUP reloads it",
      permissions: { read: true },
    }),
    registration: choice(REGISTRATIONS, {
      value: "WHO",
      help: "Let everybody register names (open), operators only, or nobody (off)",
      default: "open",
    }),
    "no-web": toggle({
      help: "Serve no web page to browsers; refuse all HTTP requests",
      group: "Web",
    }),
    "no-qr": toggle({
      help: "Do not print the page's address as a QR code, as a terminal shows it if there is room",
      group: "Web",
    }),
    "web-host": text({
      value: "NAMES",
      help: "Let browsers use these names or addresses of the server, too, separated by commas; " +
        "needed behind a router or proxy",
      group: "Web",
    }),
    echobot: toggle({
      help: "Add a user named echobot, who sends each private message back to its sender",
    }),
    store: text({
      value: "FILE",
      help: "Keep messages, registered names, bans and topics in this file",
      defaultText: "in memory, until the server stops",
      permissions: { read: true, write: true },
    }),
    history: integer({
      value: "N",
      help: "Keep the last N messages of each channel",
      ...{ min: 1, max: 10_000_000, zero: "none" },
      defaultText: "1000, or 100000 with --store",
    }),
    "history-days": integer({
      value: "DAYS",
      help: "Keep messages for this many days",
      ...{ min: 1, max: 36_500 },
      defaultText: "unlimited",
    }),
    cluster: text({
      value: "URLS",
      help: "Act as one with other servers through NATS at these addresses, separated by commas: " +
        "nats://HOST:PORT",
      permissions: { read: true },
      group: "Cluster",
    }),
    "cluster-name": text({
      value: "NAME",
      help: "Use this name for the cluster; several clusters may share NATS",
      defaultText: DEFAULT_CLUSTER_NAME,
      group: "Cluster",
    }),
    "cluster-creds": text({
      value: "FILE",
      help: "Log in to NATS with this credentials file",
      permissions: { read: true },
      group: "Cluster",
    }),
    "cluster-ca": text({
      value: "FILE",
      help: "Trust the certificate authorities in this file (PEM), too, when NATS uses TLS",
      permissions: { read: true },
      group: "Cluster",
    }),
    "cluster-address": text({
      value: "HOST:PORT",
      help: "Tell clients this address of the server, to use when another server stops",
      defaultText: "the first address that others reach",
      group: "Cluster",
    }),
    motd: text({
      value: "FILE",
      help: "Show this text to users of IRC when they log in",
      permissions: { read: true },
    }),
    "irc-name": text({
      value: "NAME",
      help: "Speak to users of IRC under this name, such as chat.example.org",
      defaultText: DEFAULT_IRC_SETTINGS.serverName,
    }),
    metrics: SERVING_FLAGS.metrics,
    log: SERVING_FLAGS.log,
    ...announceFlags("server"),
    quiet: SERVING_FLAGS.quiet,
    "max-clients": integer({
      value: "N",
      help: "Limit the users who are logged in at once",
      ...{ min: 1, max: 1_000_000, default: 20_000 },
      group: "Limits",
    }),
    "max-pending": integer({
      value: "N",
      help: "Limit the connections that have not logged in; the oldest make room for new ones",
      ...{ min: 1, max: 1_000_000, default: 2000 },
      group: "Limits",
    }),
    "max-per-address": integer({
      value: "N",
      help: "Limit the connections from one address",
      ...{ min: 1, max: 1_000_000, default: DEFAULT_MAX_PER_ADDRESS, zero: "unlimited" },
      defaultText: `${DEFAULT_MAX_PER_ADDRESS}, but unlimited from this machine`,
      group: "Limits",
    }),
    "max-channels": integer({
      value: "N",
      help: "Limit the channels that users can create",
      ...{ min: 1, max: 10_000_000, default: 10_000 },
      group: "Limits",
    }),
    "max-store": integer({
      value: "BYTES",
      help: "Limit the size of the file of --store; the oldest messages make room for new ones",
      ...{ unit: "bytes", min: 2 ** 20, max: 2 ** 46, default: 2 ** 30 },
      group: "Limits",
    }),
    "max-line": integer({
      value: "BYTES",
      help: "Limit the length of a line",
      ...{ unit: "bytes", min: 100, max: 2 ** 30, default: 2 ** 21 },
      group: "Limits",
    }),
    rate: integer({
      value: "BYTES",
      help: "Limit the bytes per second that the server reads from one client",
      ...{ unit: "bytes", min: 1000, max: 2 ** 40, default: DEFAULT_LIMITS.rate },
      zero: "unlimited",
      group: "Limits",
    }),
    "backlog-limit": integer({
      value: "BYTES",
      help: "Disconnect a client that stops reading once this many bytes are queued for it",
      ...{ unit: "bytes", min: 1024, max: 2 ** 30, default: DEFAULT_LIMITS.backlog },
      group: "Limits",
    }),
    "write-timeout": integer({
      value: "SECONDS",
      help: "Disconnect a client that reads nothing for this long while bytes are queued for it",
      ...{ unit: "seconds", min: 1, max: 86_400, default: DEFAULT_LIMITS.writeTimeout / 1000 },
      group: "Limits",
    }),
    "login-timeout": integer({
      value: "SECONDS",
      help: "Disconnect a client that is silent for this long before it logs in",
      ...{ unit: "seconds", min: 1, max: 86_400, default: 300 },
      group: "Limits",
    }),
    "peer-timeout": integer({
      value: "SECONDS",
      help:
        "Disconnect a client whose machine or network has not answered for this long; at least --write-timeout",
      ...{ unit: "seconds", min: 3, max: 86_400, default: DEFAULT_PEER_TIMEOUT_S },
      group: "Limits",
    }),
    "tls-cert": text({
      value: "FILE",
      help: "Accept TLS as well, with this certificate chain (PEM); SIGHUP reloads it",
      permissions: { read: true },
      group: "TLS",
    }),
    "tls-key": text({
      value: "FILE",
      help: "Use this private key of the certificate (PEM)",
      permissions: { read: true },
      group: "TLS",
    }),
    "tls-self-signed": toggle({
      help: "Accept TLS as well, with a certificate that the server makes; keep it in the files " +
        "of --tls-cert and --tls-key, if given",
      permissions: { read: true, write: true },
      group: "TLS",
    }),
    "tls-only": toggle({ help: "Refuse connections without TLS", group: "TLS" }),
    ...STORE_FLAGS,
  },
  examples: [
    "server.ts 55555",
    "server.ts 55555 --announce",
    "server.ts 55555 --store chat.db",
    "server.ts 55555 --cluster nats://a:4222,nats://b:4222 --cluster-name school",
    "server.ts --address 127.0.0.1 --port 55555 --max-clients 30",
    "server.ts 55555 --tls-self-signed --tls-cert chat.crt --tls-key chat.key",
    "server.ts store check chat.db",
    "server.ts store export chat.db --channel tea",
    "server.ts store purge chat.db --user bob",
    "server.ts store operators add chat.db ann",
  ],
  permissions: { net: true, sys: ["networkInterfaces", "hostname"], ffi: true },
} satisfies Command;
