import { keyOf } from "../../chat/user.ts";
import type { Console } from "../../terminal/console.ts";
import { BlockFile } from "./block_file.ts";
import { BlockList } from "./block_list.ts";
import type { ChatCommand } from "./commands.ts";

/** A client in which users can be blocked. */
export interface Blocking {
  readonly blocks: BlockList;
  /** The names of users that the client knows. */
  readonly userNames: Iterable<string>;
  print(text: string): void;
}

/**
 * Opens the list of those whom the user has blocked. That it cannot be kept is told where no program
 * reads it.
 *
 * @param store Whether it is read from, and kept in, the user's configuration folder.
 */
export async function openBlockList(terminal: Console, store: boolean): Promise<BlockList> {
  return await BlockList.open({
    file: store ? BlockFile.ofUser() : undefined,
    onProblem: (text) => Deno.stdout.isTerminal() ? terminal.print(text) : console.error(text),
  });
}

/** The commands that say of whom one wants to read nothing. */
export const BLOCK_COMMANDS: readonly ChatCommand<Blocking>[] = [
  {
    name: "/block",
    arguments: "USER",
    help: "Hides all that a user says",
    async run(it, user = "") {
      const isNew = await it.blocks.block(user);
      const how = isNew ? it.blocks.isKept ? "" : " until you leave" : " already";
      it.print(`${keyOf(user)} is blocked${how}`);
    },
    candidates: ({ userNames }) => userNames,
  },
  {
    name: "/unblock",
    arguments: "USER",
    help: "Shows again what a user says",
    async run(it, user = "") {
      const was = await it.blocks.unblock(user);
      it.print(`${keyOf(user)} is ${was ? "no longer" : "not"} blocked`);
    },
    candidates: ({ blocks }) => blocks.hidden.keys(),
  },
  {
    name: "/blocked",
    arguments: "",
    help: "Lists who is blocked, and how much that hid",
    run(it) {
      const lines = Array.from(it.blocks.hidden, ([name, count]) => `${name}: ${hidden(count)}`);
      it.print(lines.join("\n") || "Nobody is blocked");
    },
  },
];

function hidden(count: number): string {
  return `${count} ${count === 1 ? "message" : "messages"} hidden`;
}
