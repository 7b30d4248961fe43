import { UsageError } from "../../errors/expected_error.ts";
import { withLocalNames } from "../../product/names.ts";
import type { Console } from "../../terminal/console.ts";
import type { ServerAddress } from "../shared/connect.ts";
import type { Questions } from "../shared/questions.ts";
import type { Offer } from "../shared/server_search.ts";
import { parseServer } from "../shared/server_text.ts";

/**
 * Lets the user choose a server by its number in a list, or type its address.
 *
 * @param port The port of an address without one.
 * @throws {InputEnded}
 */
export async function chooseServer(
  terminal: Console,
  questions: Questions,
  offers: readonly Offer[],
  port: number,
): Promise<ServerAddress> {
  terminal.print(listOf(offers, port));
  for (;;) {
    const answer = await questions.answer("Server", offers.length > 0 ? "1" : "localhost");
    try {
      return serverFor(answer, offers, port);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.print(error.message);
    }
  }
}

function listOf(offers: readonly Offer[], port: number): string {
  if (offers.length === 0) {
    const start = withLocalNames(`server.ts ${port}`);
    return `No server found on this machine or network: type an address, or start one with ${start}`;
  }
  const rows = offers.map(({ text }, index) => `  ${index + 1}  ${text}`);
  return ["Choose a server, or type an address:", ...rows].join("\n");
}

/** @throws {UsageError} if the answer is no server. */
function serverFor(answer: string, offers: readonly Offer[], port: number): ServerAddress {
  if (!/^\d+$/.test(answer)) {
    const { host, port: written = port } = parseServer(answer);
    return { host, port: written };
  }
  const chosen = offers[Number(answer) - 1]?.server;
  if (chosen !== undefined) return chosen;
  throw new UsageError(`Cannot choose "${answer}": expected a number from the list or an address`);
}
