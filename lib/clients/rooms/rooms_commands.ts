import { BLOCK_COMMANDS } from "../shared/blocking.ts";
import { type ChatCommand, findCommand, helpOn } from "../shared/commands.ts";
import type { RoomsClient } from "./rooms_client.ts";

/**
 * The commands at the main prompt and at the directory's. The aliases are what the other clients call
 * the same.
 */
export const ROOMS_COMMANDS: readonly ChatCommand<RoomsClient>[] = [
  {
    name: "connect",
    arguments: "[HOST [PORT]]",
    help: "Connect to a room directory",
    run: (it, host, port) => it.connect(host, port),
  },
  {
    name: "getdir",
    aliases: ["list"],
    arguments: "",
    help: "List the rooms of the directory",
    run: (it) => it.listRooms(),
  },
  {
    name: "makeroom",
    aliases: ["create"],
    arguments: "NAME [ADDRESS PORT]",
    help: "Make a room, at a free address or at this one",
    run: (it, ...words) => it.makeRoom(words),
  },
  {
    name: "deleteroom",
    arguments: "NAME",
    help: "Delete a room from the directory",
    run: (it, name = "") => it.deleteRoom(name),
    candidates: (it) => it.roomNames,
  },
  {
    name: "bye",
    arguments: "",
    help: "Disconnect from the directory",
    run: (it) => it.bye(),
  },
  {
    name: "name",
    arguments: "NAME",
    help: "Set the name that is sent with your messages",
    run: (it, name = "") => it.setName(name),
  },
  {
    name: "chat",
    aliases: ["join"],
    arguments: "ROOM",
    help: "Enter a room; Ctrl+] or /exit leaves it",
    run: (it, name = "") => it.chat(name),
    candidates: (it) => it.roomNames,
  },
  // In rooms a line with a slash is chat, so the commands have none.
  ...BLOCK_COMMANDS.map((command) => ({ ...command, name: command.name.slice(1) })),
  {
    name: "help",
    arguments: "",
    help: "List the commands",
    run: (it) => it.print(helpOn(ROOMS_COMMANDS)),
  },
  { name: "quit", arguments: "", help: "Leave the program", run: (it) => it.quit() },
];

/**
 * Returns a line as the table knows its command: without the slash with which commands start in the
 * other clients.
 */
export function withoutSlash(line: string): string {
  const rest = line.slice(1);
  return line.startsWith("/") && findCommand(ROOMS_COMMANDS, rest) ? rest : line;
}
