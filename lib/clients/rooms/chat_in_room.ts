import { revealInvisible } from "../../chat/name.ts";
import { chooseInterface } from "../../multicast/choose_interface.ts";
import { formatInterface } from "../../multicast/interfaces.ts";
import { Room, type RoomMessage } from "../../multicast/room.ts";
import { RoomError } from "../../multicast/room_error.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import type { Speaker } from "../../terminal/shown_text.ts";
import type { RoomEntry } from "./directory_connection.ts";
import { messageLine, NO_NAME } from "./room_lines.ts";
import type { CommandText } from "../shared/commands.ts";
import type { Questions } from "../shared/questions.ts";
import { VOCABULARY } from "../shared/vocabulary.ts";
import { ROOMS_COMMANDS } from "./rooms_commands.ts";

/** Ctrl+], as a terminal sends it: the key that leaves a room at once. */
export const LEAVE_KEY = "\x1d";

/** The options of {@linkcode chatInRoom}. */
export interface RoomChatOptions {
  readonly room: RoomEntry;
  /** The user's name, which is sent with each message. */
  readonly name: string;
  /** An address of the interface to use; without one, the best is chosen. */
  readonly via: string | undefined;
  /** How many networks a message may cross; without it, one. */
  readonly ttl: number | undefined;
  readonly questions: Questions;
  /** Shows a message of another member. */
  print(text: string, from: Speaker): void;
  /** Shows a line of the client itself. */
  notify(text: string): void;
  /** Reports whether the user has blocked a sender. */
  hides(sender: string): boolean;
}

/**
 * Chats until the user leaves the room.
 *
 * @returns false at the end of the input.
 * @throws {RoomError} when the room cannot be entered.
 */
export async function chatInRoom(chat: RoomChatOptions): Promise<boolean> {
  const { room: { name, address, port }, ttl, notify } = chat;
  const via = await chooseInterface(address, chat.via);
  const options = { group: address, port, via, ...(ttl !== undefined && { ttl }) };
  const room = await Room.join(options, {
    onMessage: (message) => show(chat, message),
    onNetwork: (_isUp, notice) => notify(notice),
  });
  try {
    const place = `${revealInvisible(name)} as ${chat.name}, on ${formatInterface(via)}`;
    notify(`You are in ${place}: Ctrl+] or /exit leaves`);
    return await converse(chat, room);
  } finally {
    await room.close();
  }
}

async function converse(
  { room: { name }, name: own, questions, notify }: RoomChatOptions,
  room: Room,
) {
  let isHintDue = isInteractive();
  for (;;) {
    const line = await questions.line(promptOf(name));
    if (line === undefined) return false;
    const text = line.text;
    if (!line.isLiteral && (text === LEAVE_KEY || text.trim() === "/exit")) return true;
    if (text.trim() === "") continue;
    if (isHintDue && isCommandElsewhere(text)) {
      notify(`"${text.trim()}" goes to the room as a message: the only command here is /exit`);
      isHintDue = false;
    }
    await room.send(own, text).catch((error) => {
      if (!(error instanceof RoomError)) throw error;
      notify(error.text);
    });
  }
}

/** Reports whether a line would be a command at another prompt, or in another client. */
function isCommandElsewhere(line: string): boolean {
  const [, word] = /^\/(\S+)/.exec(line) ?? [];
  const commands: readonly CommandText[] = [...ROOMS_COMMANDS, ...Object.values(VOCABULARY)];
  return commands.some(({ name, aliases = [] }) =>
    [name, ...aliases].some((one) => one.replace("/", "") === word)
  );
}

/** Returns a room's prompt. A room may have the name of another prompt. */
function promptOf(room: string): string {
  return room === "parley" || room === "crds" ? `room ${room}> ` : `${revealInvisible(room)}> `;
}

function show({ print, hides }: RoomChatOptions, message: RoomMessage): void {
  if (hides(message.name ?? NO_NAME)) return;
  const { line, from } = messageLine(message);
  print(line, from);
}
