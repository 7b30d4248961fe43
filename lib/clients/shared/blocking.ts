import { keyOf } from "../../chat/user.ts";
import type { Console } from "../../terminal/console.ts";
import { BlockFile } from "./block_file.ts";
import { BlockList } from "./block_list.ts";
import type { ChatCommand } from "./commands.ts";

/** A client in which the user can block other users. */
export interface BlockingClient {
  readonly blocks: BlockList;
  /** The names of the users that the client has seen. */
  readonly userNames: Iterable<string>;
  print(text: string): void;
}

/**
 * Opens the user's block list. Problems with its file go to the terminal, or to standard error when
 * a program reads the output.
 *
 * @param store Whether to keep the list in the user's configuration folder.
 */
export async function openBlockList(terminal: Console, store: boolean): Promise<BlockList> {
  return await BlockList.open({
    file: store ? BlockFile.ofUser() : undefined,
    onProblem: (text) => Deno.stdout.isTerminal() ? terminal.print(text) : console.error(text),
  });
}

/** The commands that block users. */
export const BLOCK_COMMANDS: readonly ChatCommand<BlockingClient>[] = [
  {
    name: "/block",
    arguments: "USER",
    help: "Hide a user's messages",
    async run(client, user = "") {
      const isNew = await client.blocks.block(user);
      const duration = client.blocks.isSaved ? "" : " until you leave";
      client.print(
        isNew ? `${keyOf(user)} is blocked${duration}` : `${keyOf(user)} is already blocked`,
      );
    },
    candidates: ({ userNames }) => userNames,
  },
  {
    name: "/unblock",
    arguments: "USER",
    help: "Show a user's messages again",
    async run(client, user = "") {
      const wasBlocked = await client.blocks.unblock(user);
      client.print(`${keyOf(user)} is ${wasBlocked ? "no longer" : "not"} blocked`);
    },
    candidates: ({ blocks }) => blocks.hiddenCounts.keys(),
  },
  {
    name: "/blocked",
    arguments: "",
    help: "List blocked users and count hidden messages",
    run(client) {
      const lines = Array.from(
        client.blocks.hiddenCounts,
        ([name, count]) => `${name}: ${count} ${count === 1 ? "message" : "messages"} hidden`,
      );
      client.print(lines.join("\n") || "Nobody is blocked");
    },
  },
];
