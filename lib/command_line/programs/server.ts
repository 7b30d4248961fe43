import type { Command } from "../command.ts";

/** What the chat server can be told. */
export const SERVER: Command = {
  usage: ["server.ts [PORT] [FLAGS]"],
  summary: "Starts a chat server.",
  flags: {
    port: { short: "p", value: "PORT", help: "Listen on this port (default: a random free one)" },
    address: {
      short: "a",
      value: "ADDRESS",
      help: "Listen on this address (default: 0.0.0.0, all)",
    },
    "max-clients": { value: "N", help: "Let in at most N users at once (default: any number)" },
    dialect: {
      value: "NAME",
      help: "Speak only channel, direct or messenger (default: auto, each)",
    },
    strict: { help: "Know only the commands that every client of the channel dialect knows" },
    "max-line": {
      value: "BYTES",
      help: "Take lines up to this length (default: 2097152)",
    },
    "login-timeout": {
      value: "SECONDS",
      help: "Let clients be silent so long before login (default: 300)",
    },
    announce: { help: "Let others on the local network find it (client.ts find)" },
    "announce-as": {
      value: "NAME",
      help: "The same, under NAME (default: this machine's name)",
    },
    quiet: { short: "q", help: "Say nothing about who comes and goes" },
  },
  examples: [
    "server.ts 55555",
    "server.ts 55555 --announce",
    "server.ts --address 127.0.0.1 --port 55555 --max-clients 30",
  ],
};
