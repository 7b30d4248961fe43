/**
 * What the directory can be asked for.
 *
 * @module
 */
import { encodedOnce } from "../framing/encoded_once.ts";
import { encodeText } from "../framing/encode_text.ts";
import { quote } from "../framing/messages.ts";
import type { Directory } from "./directory.ts";
import { Refusal } from "./refusal.ts";
import { readName, readPlace, type Room } from "./room.ts";

/** What a command works on. */
export interface Context {
  readonly directory: Directory;
  /** Nothing is asked for any more once the answer is sent. */
  bye(): void;
}

interface Command {
  readonly usage: string;
  /** Carries a request out and gives the answer; `undefined` when the number of words is wrong. */
  run(context: Context, words: readonly string[]): string | Uint8Array | undefined;
}

const COMMANDS: Record<string, Command> = {
  getdir: {
    usage: "getdir",
    run: ({ directory }, words) => words.length === 0 ? listing(directory.rooms) : undefined,
  },

  makeroom: {
    usage: "makeroom <name> [<address> <port>]",
    run({ directory }, words) {
      if (words.length === 0 || words.length === 2) return undefined;
      // The last two words are the place; a name of several words is refused as a name.
      const name = readName(words.length === 1 ? words[0]! : words.slice(0, -2).join(" "));
      const place = words.length === 1 ? undefined : readPlace(words.at(-2)!, words.at(-1)!);
      return `OK ${roomText(directory.make(name, place))}\n`;
    },
  },

  deleteroom: {
    usage: "deleteroom <name>",
    run({ directory }, words) {
      if (words.length !== 1) return undefined;
      directory.delete(words[0]!);
      return `OK ${words[0]}\n`;
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
 * Carries out a request.
 *
 * @param request A line, without its end.
 * @returns the answer, with its line ends.
 * @throws {Refusal} when it makes no sense, or cannot be done.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Directory } from "./directory.ts";
 *
 * const context = { directory: new Directory({ maxRooms: 100, seed: "here" }), bye() {} };
 * assert.equal(
 *   new TextDecoder().decode(answer(context, "makeroom lobby 239.0.0.1 5000")),
 *   "OK lobby 239.0.0.1 5000\n",
 * );
 * assert.throws(() => answer(context, "makeroom"), { code: "bad-request" });
 * ```
 */
export function answer(context: Context, request: string): Uint8Array {
  const [name, ...words] = request.replace(/ +$/, "").split(" ");
  if (!Object.hasOwn(COMMANDS, name!)) {
    const known = Object.keys(COMMANDS).join(", ");
    throw new Refusal("bad-request", `There is no request ${quote(name!)}: there are ${known}`);
  }
  const { run, usage } = COMMANDS[name!]!;
  const reply = run(context, words);
  if (reply === undefined) throw new Refusal("bad-request", `The request must be: ${usage}`);
  return typeof reply === "string" ? encodeText(reply) : reply;
}

function roomText({ name, address, port }: Room): string {
  return `${name} ${address} ${port}`;
}

const listing = encodedOnce((rooms: readonly Room[]) => {
  const lines = rooms.map((room) => `ROOM ${roomText(room)}\n`).join("");
  return encodeText(`${lines}OK ${rooms.length}\n`);
});
