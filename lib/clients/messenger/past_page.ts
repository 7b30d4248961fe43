import type { Message } from "../../framing/messages.ts";
import type { MessengerConnection } from "./messenger_connection.ts";
import type { StampedMessage } from "./stamped_message.ts";

/** Some earlier messages of a channel, the oldest first. */
export interface PastPage {
  readonly messages: readonly StampedMessage[];
  /** How many kept messages are older. */
  readonly before: number;
  /** How many kept messages are newer. */
  readonly after: number;
}

/**
 * Asks for earlier messages of a channel. Resolves to `undefined` if the server keeps none, as older ones
 * do.
 *
 * @param part Such as `["after", id, count]`.
 * @param onPage Gets the page before any later message is handled.
 * @throws {ConnectionError}
 */
export async function askForPast(
  connection: MessengerConnection,
  destination: string,
  part: readonly string[],
  onPage: (page: PastPage | undefined) => void = () => {},
): Promise<PastPage | undefined> {
  let page: PastPage | undefined;
  await connection.ask({ action: "history", destination, body: part }, (answer, messages) => {
    if (answer.action === "history") page = { messages, ...countsIn(answer.body) };
    onPage(page);
  });
  return page;
}

/** Returns the numbers in the body of an answer: how many messages lie before and after. */
export function countsIn(body: Message["body"]): { before: number; after: number } {
  const [before = 0, after = 0] = typeof body === "string" ? [] : body.map((text) => +text || 0);
  return { before, after };
}
