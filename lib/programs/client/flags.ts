import { BELL_CHOICES } from "../../clients/messenger/bell.ts";
import { DEFAULT_SERVER } from "../../clients/shared/connect.ts";
import { DEFAULT_TIMEOUT_MS } from "../../clients/shared/timeout.ts";
import type { Command } from "../../command_line/command.ts";
import { choice, integer, text, toggle } from "../../command_line/flag.ts";
import { MAX_PORT } from "../../transport/port.ts";
import { CHECK_FLAGS, CHECK_SUBCOMMAND } from "./check_flags.ts";
import { WIRE_FLAGS, WIRE_SUBCOMMAND } from "./wire_flags.ts";

/** The port of servers that speak only the direct dialect. */
export const DEFAULT_DIRECT_PORT = 5378;

/** The flags of every subcommand that connects to a chat server. */
const SERVER_FLAGS = ["password-file", "tls", "tls-ca", "tls-fingerprint", "timeout"];

/** The flags of every subcommand that a script uses. */
const SCRIPT_FLAGS = ["address", "port", "username", ...SERVER_FLAGS];

/** The flags of the client that starts by default. */
export const DEFAULT_FLAGS: readonly string[] = [
  ...SCRIPT_FLAGS,
  ...["time", "plain", "bell", "log", "no-store"],
];

/** The clients as their command line sees them. */
export const CLIENT = {
  name: "client",
  usage: [
    ["client.ts [HOST[:PORT]] [-u NAME]", "Chat on a server, or on one of those found"],
    ["client.ts NAME HOST PORT", "Chat as NAME in the channel dialect"],
  ],
  summary: "Chats with a server from the terminal.",
  subcommands: {
    channel: {
      arguments: "NAME HOST PORT",
      help: "The same, even if NAME is a subcommand such as direct",
      flags: [...SERVER_FLAGS, "time", "plain", "strict", "no-store"],
    },
    messenger: {
      arguments: "",
      help: "Like client.ts alone, but ask for name, address and port one by one",
      flags: DEFAULT_FLAGS,
    },
    direct: {
      arguments: "",
      help: "Send messages to users over the direct dialect",
      flags: ["address", "port", ...SERVER_FLAGS, "reconnect", "time", "plain"],
    },
    rooms: {
      arguments: "[HOST [PORT]]",
      help: "List the rooms of a directory and chat in them by multicast",
      flags: ["interface", "ttl", "timeout", "time", "plain", "no-store"],
    },
    find: {
      arguments: "",
      help: "List the servers and directories announced on the local network",
      flags: ["interface", "seconds", "json"],
    },
    doctor: {
      arguments: "[HOST[:PORT]]",
      help: "Find out why a chat server, or rooms on this network, do not work",
      flags: ["interface", "directory", "seconds", "json"],
    },
    send: {
      arguments: "--to USER [TEXT]",
      help: "Send TEXT, or each line of standard input, from a script",
      flags: [...SCRIPT_FLAGS, "to"],
    },
    listen: {
      arguments: "",
      help: "Print incoming messages for a script",
      flags: [...SCRIPT_FLAGS, "json", "join", "history", "since", "no-reconnect", "time"],
    },
    check: CHECK_SUBCOMMAND,
    wire: WIRE_SUBCOMMAND,
  },
  flags: {
    address: text({
      short: "a",
      value: "HOST",
      help: "Connect to this host",
      default: DEFAULT_SERVER.host,
    }),
    port: integer({
      short: "p",
      value: "PORT",
      help: "Connect to this port",
      ...{ min: 1, max: MAX_PORT },
      defaultText: `${DEFAULT_SERVER.port}, or ${DEFAULT_DIRECT_PORT} with direct`,
    }),
    username: text({
      short: "u",
      value: "NAME",
      help: "Log in as NAME; without it, send and listen use any free name",
    }),
    "password-file": text({
      value: "FILE",
      help: "Log in with the password in the first line of this file",
      defaultText: "$PARLEY_PASSWORD",
      permissions: { read: true },
    }),
    to: text({ value: "USER", help: "Send to this user, to a #channel, or to all" }),
    join: text({
      value: "CHANNEL",
      help:
        "Join this channel, or create it if it does not exist; with wire, a number: join what " +
        "arrives within so many milliseconds into one write",
    }),
    history: integer({
      value: "N",
      help: "Print up to N earlier messages of the channel first, and all with their times",
      ...{ min: 1, max: 100_000 },
    }),
    since: text({
      value: "TIME",
      help: "Print the channel's messages since this time first, such as 10:30",
    }),
    timeout: integer({
      value: "SECONDS",
      help: "Give up when the server does not answer for this long",
      ...{ unit: "seconds", min: 1, max: 3600, default: DEFAULT_TIMEOUT_MS / 1000 },
      defaultText: `${DEFAULT_TIMEOUT_MS / 1000} s, or 1 s with check`,
    }),
    json: toggle({ help: "Print JSON, one object per line" }),
    interface: text({
      value: "ADDRESS",
      help: "Use the network interface with this address",
    }),
    ttl: integer({
      value: "N",
      help: "Let messages cross at most N networks; 1 is the local one",
      ...{ min: 1, max: 255, default: 1 },
    }),
    directory: text({ value: "HOST[:PORT]", help: "Check this room directory as well" }),
    seconds: integer({
      value: "N",
      help: "Wait this long for others",
      ...{ unit: "seconds", min: 0, max: 3600, default: 3 },
    }),
    reconnect: toggle({ help: "Connect and log in again when the connection is lost" }),
    "no-reconnect": toggle({ help: "End when the connection is lost" }),
    time: toggle({ help: "Show the time before each message" }),
    bell: choice(BELL_CHOICES, {
      value: "WHEN",
      help: "Ring the terminal's bell for no messages, for yours, or for all",
      default: "mine",
    }),
    log: text({
      value: "FILE",
      help: "Append all messages to this file, with the date",
      permissions: { write: true },
    }),
    plain: toggle({ help: "Only add lines to the terminal, for screen readers: redraw nothing" }),
    strict: toggle({ help: "Send everything to the server, including /block" }),
    "no-store": toggle({
      help: "Do not read or save the block list and your last answers",
    }),
    tls: toggle({
      help: "Connect with TLS, to a server whose certificate a public authority signed",
      group: "TLS",
    }),
    "tls-ca": text({
      value: "FILE",
      help: "Connect with TLS, and trust the authorities in this file (PEM)",
      permissions: { read: true },
      group: "TLS",
    }),
    "tls-fingerprint": text({
      value: "SHA256",
      help: "Connect with TLS, and trust only the certificate with this fingerprint",
      group: "TLS",
    }),
    ...CHECK_FLAGS,
    ...WIRE_FLAGS,
  },
  examples: [
    "client.ts",
    "client.ts 192.168.1.20:55555 -u panda",
    "client.ts Panda localhost 55555",
    "client.ts channel direct localhost 55555",
    "client.ts messenger -u panda",
    "client.ts Panda localhost 55555 --tls-ca school.crt",
    "client.ts direct -a 192.168.1.20 -p 55555",
    "client.ts rooms 192.168.1.20",
    "client.ts find",
    "client.ts doctor 192.168.1.20:55555",
    "client.ts doctor --directory 192.168.1.20",
    "client.ts send --to '#tea' 'The kettle boils'",
    "client.ts listen --json --join tea",
    "client.ts check server localhost 55555 --dialect channel",
    "client.ts wire 5000 localhost 55555 --split 7",
  ],
  // Each subcommand keeps only some of these: see `subcommands.ts`.
  permissions: {
    net: true,
    read: true,
    write: true,
    env: [
      "APPDATA",
      "HOME",
      "LOGNAME",
      "PARLEY_PASSWORD",
      "TERM",
      "USER",
      "USERNAME",
      "XDG_CONFIG_HOME",
    ],
    sys: ["networkInterfaces", "osRelease"],
    ffi: true,
    run: "where allowed",
  },
} satisfies Command;
