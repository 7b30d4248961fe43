/**
 * The requests that a directory answers.
 *
 * @module
 */
import { Refusal } from "../errors/refusal.ts";
import { encodedOnce } from "../framing/encoded_once.ts";
import { encodeText } from "../framing/encode_text.ts";
import { withoutTrailingSpaces } from "../framing/trailing_spaces.ts";
import { quote } from "../framing/messages.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryRefusal } from "./refusal_code.ts";
import { parseEndpoint, parseRoomName, type Room } from "./room.ts";
import type { Maker } from "./room_quota.ts";

/** The directory and the session that a request acts on. */
export interface Context {
  readonly directory: Directory;
  /** The client, if its number of rooms is limited. */
  readonly maker?: Maker | undefined;
  /** Ends the session once the reply is sent. */
  bye(): void;
}

interface Command {
  readonly usage: string;
  /** Carries out a request and returns the reply, or `undefined` if the number of words is wrong. */
  run(
    context: Context,
    words: readonly string[],
  ): string | Uint8Array | DirectoryRefusal | undefined;
}

const COMMANDS: Record<string, Command> = {
  getdir: {
    usage: "getdir",
    run: ({ directory }, words) => words.length === 0 ? listing(directory.rooms) : undefined,
  },

  makeroom: {
    usage: "makeroom <name> [<address> <port>]",
    run({ directory, maker }, words) {
      if (words.length === 0 || words.length === 2) return undefined;
      // The last two words are the endpoint. All others are the name, so that a name with spaces is
      // refused as a bad name.
      const name = parseRoomName(words.length === 1 ? words[0]! : words.slice(0, -2).join(" "));
      if (name instanceof Refusal) return name;
      const endpoint = words.length === 1 ? undefined : parseEndpoint(words.at(-2)!, words.at(-1)!);
      if (endpoint instanceof Refusal) return endpoint;
      const room = directory.make(name, endpoint, maker);
      return room instanceof Refusal ? room : `OK ${roomText(room)}\n`;
    },
  },

  deleteroom: {
    usage: "deleteroom <name>",
    run({ directory }, words) {
      if (words.length !== 1) return undefined;
      return directory.delete(words[0]!) ?? `OK ${words[0]}\n`;
    },
  },

  bye: {
    usage: "bye",
    run(context, words) {
      if (words.length > 0) return undefined;
      context.bye();
      return "OK\n";
    },
  },
};

/**
 * Carries out a request and returns the reply, including its line ends.
 *
 * @param request A line without its end.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Refusal } from "../errors/refusal.ts";
 * import { Directory } from "./directory.ts";
 *
 * const context = { directory: new Directory({ maxRooms: 100, seed: "here" }), bye() {} };
 * assert.deepEqual(
 *   answer(context, "makeroom lobby 239.0.0.1 5000"),
 *   new TextEncoder().encode("OK lobby 239.0.0.1 5000\n"),
 * );
 *
 * const refusal = answer(context, "makeroom");
 * assert(refusal instanceof Refusal && refusal.code === "bad-request");
 * ```
 */
export function answer(context: Context, request: string): Uint8Array | DirectoryRefusal {
  const [name, ...words] = withoutTrailingSpaces(request).split(" ");
  if (!Object.hasOwn(COMMANDS, name!)) {
    const known = Object.keys(COMMANDS).join(", ");
    return new Refusal("bad-request", `Unknown request ${quote(name!)}: use one of ${known}`);
  }
  const { run, usage } = COMMANDS[name!]!;
  const reply = run(context, words);
  if (reply === undefined) return new Refusal("bad-request", `Usage: ${usage}`);
  return typeof reply === "string" ? encodeText(reply) : reply;
}

function roomText({ name, address, port }: Room): string {
  return `${name} ${address} ${port}`;
}

const listing = encodedOnce((rooms: readonly Room[]) => {
  const lines = rooms.map((room) => `ROOM ${roomText(room)}\n`).join("");
  return encodeText(`${lines}OK ${rooms.length}\n`);
});
