import { canonicalName, keyOf } from "../../chat/user.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import type { Console } from "../../terminal/console.ts";
import { formatAddress } from "../../transport/address.ts";
import { BlockFile } from "./block_file.ts";
import { BlockList } from "./block_list.ts";
import type { ChatCommand } from "./commands.ts";
import type { ServerAddress } from "./connect.ts";
import { VOCABULARY } from "./vocabulary.ts";

/** A client in which the user can block other users. */
export interface BlockingClient {
  readonly blocks: BlockList;
  /** The names of the users that the client has seen. */
  readonly userNames: Iterable<string>;
  /** The user's own name, if the client knows it. */
  readonly ownName?: string | undefined;
  print(text: string): void;
}

/** The part of the block file for rooms, which have no server. */
const ROOMS = "rooms";

/**
 * Opens the user's block list for a server, and says on a terminal who is blocked there. Problems
 * with its file go to the terminal, or to standard error when a program reads the output.
 *
 * @param store Whether to keep the list in the user's configuration folder.
 * @param server The server; without one, the list is that of rooms.
 */
export async function openBlockList(
  terminal: Console,
  store: boolean,
  server?: ServerAddress,
): Promise<BlockList> {
  const blocks = await BlockList.open({
    file: store ? BlockFile.ofUser(server ? keyOfServer(server) : ROOMS) : undefined,
    onProblem: (text) => Deno.stdout.isTerminal() ? terminal.print(text) : console.error(text),
  });
  const names = [...blocks.hiddenCounts.keys()];
  if (names.length > 0 && isInteractive()) {
    terminal.print(`Blocked here: ${names.join(", ")}`);
  }
  return blocks;
}

/**
 * Returns the key of a server in the block file: the same for all names of this machine.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(keyOfServer({ host: "127.0.0.1", port: 55555 }), "localhost:55555");
 * assert.equal(keyOfServer({ host: "Chat.example.org", port: 1 }), "chat.example.org:1");
 * ```
 */
export function keyOfServer({ host, port }: ServerAddress): string {
  const isThisMachine = /^(localhost|127\.[\d.]+|::1)$/i.test(host);
  return formatAddress({ hostname: isThisMachine ? "localhost" : host.toLowerCase(), port });
}

/** The commands that block users. */
export const BLOCK_COMMANDS: readonly ChatCommand<BlockingClient>[] = [
  {
    ...VOCABULARY.block,
    async run(client, user = "") {
      if (client.ownName !== undefined && keyOf(user) === keyOf(client.ownName)) {
        return client.print("You cannot block yourself");
      }
      const isNew = await client.blocks.block(user);
      const duration = client.blocks.isSaved ? "" : " until you leave";
      client.print(
        isNew
          ? `${canonicalName(user)} is blocked${duration}`
          : `${canonicalName(user)} is already blocked`,
      );
    },
    candidates: ({ userNames }) => userNames,
  },
  {
    ...VOCABULARY.unblock,
    async run(client, user = "") {
      const wasBlocked = await client.blocks.unblock(user);
      client.print(`${canonicalName(user)} is ${wasBlocked ? "no longer" : "not"} blocked`);
    },
    candidates: ({ blocks }) => blocks.hiddenCounts.keys(),
  },
  {
    ...VOCABULARY.blocked,
    run(client) {
      const lines = Array.from(
        client.blocks.hiddenCounts,
        ([name, count]) => `${name}: ${count} ${count === 1 ? "message" : "messages"} hidden`,
      );
      client.print(lines.join("\n") || "Nobody is blocked");
    },
  },
];
