import { BLOCK_COMMANDS } from "../shared/blocking.ts";
import { type ChatCommand, helpOn } from "../shared/commands.ts";
import type { RoomsClient } from "./rooms_client.ts";

/** All that can be done at the main prompt and when connected to a directory. */
export const ROOMS_COMMANDS: readonly ChatCommand<RoomsClient>[] = [
  {
    name: "connect",
    arguments: "[HOST [PORT]]",
    help: "Connects to a room directory",
    run: (it, host, port) => it.connect(host, port),
  },
  {
    name: "getdir",
    arguments: "",
    help: "Lists the rooms of the directory",
    run: (it) => it.listRooms(),
  },
  {
    name: "makeroom",
    arguments: "NAME [ADDRESS PORT]",
    help: "Makes a room, at a free address or at that one",
    run: (it, ...words) => it.makeRoom(words),
  },
  {
    name: "deleteroom",
    arguments: "NAME",
    help: "Deletes a room from the directory",
    run: (it, name = "") => it.deleteRoom(name),
    candidates: (it) => it.roomNames,
  },
  {
    name: "bye",
    arguments: "",
    help: "Closes the connection to the directory",
    run: (it) => it.bye(),
  },
  {
    name: "name",
    arguments: "NAME",
    help: "Sets the name that stands before what you say",
    run: (it, name = "") => it.setName(name),
  },
  {
    name: "chat",
    arguments: "ROOM",
    help: "Enters a room; Ctrl+] or /exit leaves it",
    run: (it, name = "") => it.chat(name),
    candidates: (it) => it.roomNames,
  },
  // In rooms what starts with a slash is chat, so the commands have none.
  ...BLOCK_COMMANDS.map((command) => ({ ...command, name: command.name.slice(1) })),
  {
    name: "help",
    arguments: "",
    help: "Lists the commands",
    run: (it) => it.print(helpOn(ROOMS_COMMANDS)),
  },
  { name: "quit", arguments: "", help: "Ends the program", run: (it) => it.quit() },
];
