import { revealInvisible } from "../../chat/name.ts";
import { chooseInterface } from "../../multicast/choose_interface.ts";
import { formatInterface } from "../../multicast/interfaces.ts";
import { Room, type RoomMessage } from "../../multicast/room.ts";
import { RoomError } from "../../multicast/room_error.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import type { RoomEntry } from "./directory_link.ts";
import type { Questions } from "../shared/questions.ts";

/** Ctrl+], as a terminal sends it. It leaves a room at once. */
export const LEAVE_KEY = "\x1d";

/** What it takes to chat in a room. */
export interface RoomChat {
  readonly room: RoomEntry;
  /** The name that stands before what the user says. */
  readonly name: string;
  /** An address of the interface to chat by, if the user wants a certain one. */
  readonly via: string | undefined;
  readonly ttl: number | undefined;
  readonly questions: Questions;
  print(text: string, from?: Speaker): void;
  /** Whether the user wants to read nothing of that sender. */
  hides(sender: string): boolean;
}

/**
 * Chats until the user leaves the room.
 *
 * @returns whether there may be more input.
 * @throws {RoomError} when the room cannot be entered.
 */
export async function chatInRoom(chat: RoomChat): Promise<boolean> {
  const { room: { name, address, port }, ttl, print } = chat;
  const via = await chooseInterface(address, chat.via);
  const options = { group: address, port, via, ...(ttl !== undefined && { ttl }) };
  const room = await Room.join(options, {
    onMessage: (message) => show(chat, message),
    onNetwork: (_isUp, notice) => print(notice),
  });
  try {
    print(`You are in ${name} as ${chat.name}, by ${formatInterface(via)}: Ctrl+] or /exit leaves`);
    return await converse(chat, room);
  } finally {
    await room.close();
  }
}

async function converse({ room: { name }, name: own, questions, print }: RoomChat, room: Room) {
  for (;;) {
    const line = await questions.line(promptOf(name));
    if (line === undefined) return false;
    if (line === LEAVE_KEY || line.trim() === "/exit") return true;
    if (line.trim() === "") continue;
    await room.send(own, line).catch((error) => {
      if (!(error instanceof RoomError)) throw error;
      print(error.message);
    });
  }
}

/** A room may be called what the other prompts are. */
function promptOf(room: string): string {
  return room === "parley" || room === "crds" ? `room ${room}> ` : `${room}> `;
}

function show({ print, hides }: RoomChat, { name, text }: RoomMessage): void {
  if (name !== undefined && hides(name)) return;
  // What has no name must not look like a line of ours.
  const from = name === undefined ? "(no name)" : revealInvisible(name);
  print(`${from}: ${text}`, { name: from, at: 0 });
}
