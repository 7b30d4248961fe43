import type { Command } from "../../command_line/command.ts";

/** How to speak with servers that speak TLS. */
const TLS = ["tls", "tls-ca", "tls-fingerprint"];

/** What the terminal clients can be told. */
export const CLIENT: Command = {
  name: "client",
  usage: [
    ["client.ts", "Ask what to do, on a terminal"],
    ["client.ts NAME HOST PORT", "Join the channels of a server as NAME"],
  ],
  summary: "Chats with a server from the terminal.",
  ways: {
    channel: {
      arguments: "NAME HOST PORT",
      help: "Join channels, also with a NAME such as direct",
      flags: ["password-file", ...TLS, "time", "strict", "no-store"],
    },
    messenger: {
      arguments: "",
      help: "Send messages to users, channels and everybody",
      flags: ["address", "port", "username", "password-file", ...TLS, "time", "no-store"],
    },
    direct: {
      arguments: "",
      help: "Send messages from user to user, as a strict interface",
      flags: ["address", "port", "password-file", ...TLS, "time"],
    },
    rooms: {
      arguments: "[HOST [PORT]]",
      help: "Find rooms, and chat in them by multicast",
      flags: ["interface", "ttl", "time", "no-store"],
    },
    find: {
      arguments: "",
      help: "Look who is announced on the local network",
      flags: ["interface", "seconds", "json"],
    },
    doctor: {
      arguments: "",
      help: "Find out why rooms do not work on this network",
      flags: ["interface", "directory", "seconds", "json"],
    },
    send: {
      arguments: "--to USER [TEXT]",
      help: "Send TEXT, or each line of standard input, from a script",
      flags: ["address", "port", "username", "password-file", ...TLS, "to"],
    },
    listen: {
      arguments: "",
      help: "Print what comes, for a script",
      flags: ["address", "port", "username", "password-file", ...TLS, "json", "join", "time"],
    },
  },
  flags: {
    address: { short: "a", value: "HOST", help: "Connect to this host (default: 127.0.0.1)" },
    port: {
      short: "p",
      value: "PORT",
      help: "Connect to this port (default: 55555, with direct 5378)",
    },
    username: {
      short: "u",
      value: "NAME",
      help: "Log in as NAME (messenger, send, listen; scripts need none)",
    },
    "password-file": {
      permissions: { read: true },
      value: "FILE",
      help: "Log in with the password in this file (default: $PARLEY_PASSWORD; not rooms, doctor)",
    },
    tls: {
      help: "Speak TLS with a server whose certificate an authority vouches for",
      group: "TLS",
    },
    "tls-ca": {
      value: "FILE",
      help: "The same with authorities of your own, from FILE (PEM)",
      permissions: { read: true },
      group: "TLS",
    },
    "tls-fingerprint": {
      value: "SHA256",
      help: "Speak TLS with the server whose certificate has this fingerprint",
      group: "TLS",
    },
    to: { value: "USER", help: "Send to this user, to a #channel, or to all" },
    join: { value: "CHANNEL", help: "Listen in this channel, too; made when it is not there" },
    json: { help: "Print messages as they are, in JSON (listen; doctor, find: what they find)" },
    interface: {
      value: "ADDRESS",
      help: "Use the interface with this address (rooms, doctor, find)",
    },
    ttl: { value: "N", help: "Let messages pass N networks (rooms; default: 1, this one)" },
    directory: { value: "HOST[:PORT]", help: "Look at this room directory, too (doctor)" },
    seconds: { value: "N", help: "Wait N seconds for others (doctor, find; default: 3)" },
    time: {
      help: "Show when others say something (channel, messenger, direct, rooms, listen)",
    },
    strict: { help: "Send all that is typed to the server, /block too (channel)" },
    "no-store": {
      help: "Neither read nor keep who is blocked, or the last server (channel, messenger, rooms)",
    },
  },
  examples: [
    "client.ts Panda localhost 55555",
    "client.ts channel direct localhost 55555",
    "client.ts messenger -a 192.168.1.20 -p 55555 -u panda",
    "client.ts Panda localhost 55555 --tls-ca school.crt",
    "client.ts direct -a 192.168.1.20 -p 55555",
    "client.ts rooms 192.168.1.20",
    "client.ts find",
    "client.ts doctor --directory 192.168.1.20",
    "client.ts send --to '#tea' 'The kettle boils'",
    "client.ts listen --json --join tea",
  ],
  // Of these, each way to call the client keeps what it needs: see `subcommands.ts`.
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
    sys: ["networkInterfaces"],
    run: "where allowed",
  },
};
