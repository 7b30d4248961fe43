import { DIALECT_NAMES } from "../../dialects/dialects.ts";
import type { Command } from "../../command_line/command.ts";
import { SERVING } from "../shared/serving_flags.ts";

/** What the chat server can be told. */
export const SERVER: Command = {
  name: "server",
  usage: ["server.ts [PORT] [FLAGS]"],
  summary: "Starts a chat server.",
  flags: {
    port: { short: "p", value: "PORT", help: "Listen on this port (default: a random free one)" },
    address: {
      short: "a",
      value: "ADDRESS",
      help: "Listen on this address (default: 0.0.0.0, all)",
    },
    dialect: {
      value: "NAME",
      help: `Speak only one of ${DIALECT_NAMES.join(", ")} (default: auto, each)`,
      choices: ["auto", ...DIALECT_NAMES],
    },
    strict: { help: "Know only the commands that every client of the channel dialect knows" },
    "max-clients": {
      value: "N",
      help: "Let in at most N users at once (default: 20000)",
      group: "Limits",
    },
    "max-per-address": {
      value: "N",
      help: "Take at most N connections from one address (default: 1000, any number from this " +
        "machine; 0: any number)",
      group: "Limits",
    },
    "max-channels": {
      value: "N",
      help: "Let users create at most N channels (default: 10000)",
      group: "Limits",
    },
    "max-line": {
      value: "BYTES",
      help: "Take lines up to this length (default: 2097152)",
      group: "Limits",
    },
    rate: {
      value: "BYTES",
      help: "Read at most so many bytes a second from a client (default: 67108864; 0: any number)",
      group: "Limits",
    },
    "backlog-limit": {
      value: "BYTES",
      help: "Drop who takes nothing when more than this waits (default: 1048576)",
      group: "Limits",
    },
    "write-timeout": {
      value: "SECONDS",
      help: "Drop who takes nothing for so long (default: 30)",
      group: "Limits",
    },
    "login-timeout": {
      value: "SECONDS",
      help: "Let clients be silent so long before login (default: 300)",
      group: "Limits",
    },
    "password-file": {
      value: "FILE",
      help: "Let in only who knows the password in this file; SIGHUP reads it again",
      permissions: { read: true },
    },
    "tls-cert": {
      value: "FILE",
      help: "Take TLS, too, with the certificates in FILE (PEM); SIGHUP reads them again",
      permissions: { read: true },
      group: "TLS",
    },
    "tls-key": {
      value: "FILE",
      help: "The key of the certificate (PEM)",
      permissions: { read: true },
      group: "TLS",
    },
    "tls-self-signed": {
      help: "Make a certificate, and keep it in --tls-cert and --tls-key if they name files",
      permissions: { read: true, write: true },
      group: "TLS",
    },
    "tls-only": { help: "Take nothing but TLS", group: "TLS" },
    ...SERVING,
  },
  examples: [
    "server.ts 55555",
    "server.ts 55555 --announce",
    "server.ts --address 127.0.0.1 --port 55555 --max-clients 30",
    "server.ts 55555 --tls-self-signed --tls-cert chat.crt --tls-key chat.key",
  ],
  permissions: { net: true, sys: ["networkInterfaces"] },
};
