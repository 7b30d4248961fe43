import { canSearch } from "../../clients/shared/network_search.ts";
import { parseServer } from "../../clients/shared/server_text.ts";
import type { PermissionKind } from "../../command_line/permissions.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import { nearest } from "../../errors/nearest.ts";
import { withLocalNames } from "../../product/names.ts";
import type { ClientArguments } from "./arguments.ts";
import { CLIENT } from "./flags.ts";
import { messengerOptions } from "./options.ts";

/** Reports whether the words of a command line are those of the default client. */
export function isForDefaultClient(words: readonly string[]): boolean {
  return words.length < 2 || (words.length === 2 && /^\d+$/.test(words[1]!));
}

/**
 * Prepares the client that runs without a subcommand: `client.ts [HOST[:PORT]]`, or `HOST PORT`.
 * Returns a function that runs it once unneeded permissions are dropped.
 *
 * @throws {UsageError} if the words are no server.
 */
export function prepareDefaultClient(
  args: ClientArguments,
  words: readonly string[],
): () => Promise<number> {
  const written = words.length > 0 ? parseServer(words.join(" ")) : undefined;
  for (const flag of ["address", "port"] as const) {
    const isTwice = written !== undefined && args.given.has(flag) &&
      (flag === "address" || written.port !== undefined);
    if (isTwice) throw new UsageError(`Cannot use --${flag} with "${words.join(" ")}"`);
  }
  const { host } = written ?? {};
  const isOnTerminal = isInteractive();
  const hasAddress = host !== undefined || args.given.has("address");
  const asksNetwork = isOnTerminal && !hasAddress && canSearch();
  return async () => {
    if (host !== undefined) await checkHost(host);
    const { runMessenger } = await import("../../clients/messenger/messenger_client.ts");
    const options = await messengerOptions(args);
    return await runMessenger({
      ...options,
      host: host ?? options.host,
      port: written?.port ?? options.port,
      offersServers: isOnTerminal || host !== undefined,
      asksNetwork,
    });
  };
}

/** The kinds of permission that the default client keeps for finding servers. */
export const SEARCH_PERMISSIONS: readonly PermissionKind[] = ["sys"];

/**
 * Checks that a word which looks like a misspelt subcommand is a host.
 *
 * @throws {UsageError} if it is none.
 */
async function checkHost(word: string): Promise<void> {
  const meant = nearest(word, Object.keys(CLIENT.subcommands));
  if (meant === undefined) return;
  // Loaded only in this rare case.
  const { lookup } = await import("node:dns/promises");
  try {
    await lookup(word);
  } catch {
    throw new UsageError(`Unknown host or subcommand "${word}"`, {
      hint: `Did you mean ${withLocalNames("client.ts")} ${meant}?`,
    });
  }
}
