import type { CommandText } from "./commands.ts";

/**
 * The commands that mean the same in every client, where its protocol leaves room for them. A client
 * adds what a command does there.
 */
export const VOCABULARY = {
  help: { name: "/help", arguments: "", help: "List the commands" },
  join: { name: "/join", arguments: "CHANNEL", help: "Enter a channel and leave the current one" },
  create: { name: "/create", arguments: "CHANNEL", help: "Make a channel and enter it" },
  leave: { name: "/leave", arguments: "", help: "Leave your channel" },
  list: { name: "/list", aliases: ["/channels"], arguments: "", help: "List the channels" },
  who: {
    name: "/who",
    aliases: ["/users"],
    arguments: "[CHANNEL]",
    help: "List all users, or the members of a channel",
  },
  msg: { name: "/msg", arguments: "USER TEXT", help: "Send a message to a user in any channel" },
  reply: { name: "/reply", arguments: "TEXT", help: "Answer the last message to you alone" },
  history: {
    name: "/history",
    arguments: "[N | since TIME]",
    help: "Show earlier messages, and those before them",
  },
  search: { name: "/search", arguments: "WORDS", help: "Find earlier messages with these words" },
  me: { name: "/me", arguments: "TEXT", help: "Say what you do: /me waves" },
  broadcast: { name: "/broadcast", arguments: "TEXT", help: "Send a message to all users" },
  block: { name: "/block", arguments: "USER", help: "Hide a user's messages" },
  unblock: { name: "/unblock", arguments: "USER", help: "Show a user's messages again" },
  blocked: {
    name: "/blocked",
    arguments: "",
    help: "List blocked users and count hidden messages",
  },
  quiet: {
    name: "/quiet",
    arguments: "",
    help: "Count users who join or leave, without their names",
  },
  quit: { name: "/quit", arguments: "", help: "Leave the program" },
} as const satisfies Record<string, CommandText>;
