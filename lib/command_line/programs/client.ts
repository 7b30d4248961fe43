import type { Command } from "../command.ts";

/** What the terminal clients can be told. */
export const CLIENT: Command = {
  usage: [
    "client.ts NAME HOST PORT             Join the channels of a server as NAME",
    "client.ts channel NAME HOST PORT     The same, also for a NAME such as direct",
    "client.ts messenger                  Send messages to users, channels and everybody",
    "client.ts direct                     Send messages from user to user, as a strict interface",
    "client.ts rooms [HOST [PORT]]        Find rooms, and chat in them by multicast",
    "client.ts find                       Look who is announced on the local network",
    "client.ts doctor                     Find out why rooms do not work on this network",
    "client.ts send --to USER [TEXT]      Send TEXT, or each line of standard input, from a script",
    "client.ts listen                     Print what comes, for a script",
  ],
  summary: "Chats with a server from the terminal.",
  flags: {
    address: { short: "a", value: "ADDRESS", help: "Connect to this host (default: 127.0.0.1)" },
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
    strict: { help: "Send all that is typed to the server, /block too (channel)" },
    "no-store": { help: "Neither read nor keep who is blocked (channel, messenger, rooms)" },
  },
  examples: [
    "client.ts Panda localhost 55555",
    "client.ts channel direct localhost 55555",
    "client.ts messenger -a 192.168.1.20 -p 55555 -u panda",
    "client.ts direct -a 192.168.1.20 -p 55555",
    "client.ts rooms 192.168.1.20",
    "client.ts find",
    "client.ts doctor --directory 192.168.1.20",
    "client.ts send --to '#tea' 'The kettle boils'",
    "client.ts listen --json --join tea",
  ],
};
