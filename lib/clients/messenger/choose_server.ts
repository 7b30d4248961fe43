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
      const { server, caution } = choiceOf(answer, offers, port);
      if (caution !== undefined) terminal.print(caution);
      return server;
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
function choiceOf(
  answer: string,
  offers: readonly Offer[],
  port: number,
): Pick<Offer, "server" | "caution"> {
  if (!/^\d+$/.test(answer)) {
    const { host, port: written = port } = parseServer(answer);
    return { server: { host, port: written } };
  }
  const chosen = offers[Number(answer) - 1];
  if (chosen !== undefined) return chosen;
  throw new UsageError(`Cannot choose "${answer}": expected a number from the list or an address`);
}
