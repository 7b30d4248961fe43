import { ANSWER_TIMEOUT_MS, JetStreamError, type Requests } from "./requests.ts";

/** The code of JetStream's error for a subject without messages. */
const NO_MESSAGE = 10037;

/** A message of a stream as JetStream's API returns it. */
export interface StoredMessage {
  readonly seq: number;
  /** The contents, and the headers, in Base64. */
  readonly data?: string;
  readonly hdrs?: string;
}

/**
 * Resolves with the last message of a subject in a stream; `undefined` if there is none. Asks the
 * stream's leader: other nodes may be a moment behind.
 *
 * @throws {BusError}
 */
export async function lastMessage(
  requests: Requests,
  stream: string,
  subject: string,
): Promise<StoredMessage | undefined> {
  try {
    const { message } = await requests.api<{ message: StoredMessage }>(
      `STREAM.MSG.GET.${stream}`,
      { last_by_subj: subject },
      ANSWER_TIMEOUT_MS,
    );
    return message;
  } catch (error) {
    if (error instanceof JetStreamError && error.code === NO_MESSAGE) return undefined;
    throw error;
  }
}
