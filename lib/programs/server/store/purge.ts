import { keyOf } from "../../../chat/user.ts";
import { EXIT } from "../../../errors/exit.ts";
import { StoredMessages } from "../../../history/stored_messages.ts";
import { ChannelTable } from "../../../store/channel_table.ts";
import type { StoredMessage } from "../../../store/message_table.ts";
import {
  allSenders,
  emptyLog,
  removeWaitingBefore,
  removeWaitingFor,
  removeWaitingFrom,
} from "../../../store/purge.ts";
import { Store } from "../../../store/store.ts";
import { counted } from "./counted.ts";
import { findChannel } from "./export.ts";
import type { PurgeTarget } from "./purge_target.ts";

/** So many messages are removed at once: a server that runs has to wait for its turn meanwhile. */
const BATCH = 50;

/**
 * Removes messages from a file for good; returns the exit code. A server may go on using the file.
 *
 * @throws {ExpectedError} if the file cannot be used, or has no such channel.
 */
export function purgeMessages(file: string, target: PurgeTarget): number {
  using store = new Store(file, "change");
  const stored = new StoredMessages(store);
  const found = store.read(() => find(store, stored, target, file));
  let count = 0;
  store.write(() => stored.index.erasesAtOnce(true));
  try {
    for (const batch of batches(found)) {
      store.write(() => stored.remove(batch));
      count += batch.length;
    }
  } finally {
    store.write(() => stored.index.erasesAtOnce(false));
  }
  const waiting = store.write(() => removeRest(store, target));
  const isErased = emptyLog(store);
  const ofWaiting = waiting > 0
    ? ` and ${counted(waiting, "message")} that waited for a recipient`
    : "";
  console.log(`Removed ${counted(count, "message")}${ofWaiting}`);
  if (!isErased) {
    console.error(
      "Another program was reading the file, so that the messages may still be in its log. " +
        "Run the command again.",
    );
  }
  return EXIT.done;
}

function find(
  store: Store,
  { messages }: StoredMessages,
  target: PurgeTarget,
  file: string,
): Iterable<StoredMessage> {
  if ("channel" in target) {
    return messages.after(findChannel(new ChannelTable(store), target.channel, file), -1);
  }
  if ("before" in target) {
    return Iterator.from(messages.allAfter(-1)).filter(({ time }) => time < target.before);
  }
  return sendersLike(store, target.user).values().flatMap((sender) => messages.from(sender));
}

/** Removes the messages that wait for their recipients; returns their number. */
function removeRest(store: Store, target: PurgeTarget): number {
  if ("channel" in target) return 0;
  if ("before" in target) return removeWaitingBefore(store, target.before);
  return sendersLike(store, target.user).reduce(
    (count, sender) => count + removeWaitingFrom(store, sender),
    removeWaitingFor(store, keyOf(target.user)),
  );
}

/** Returns the names that count as this one. */
function sendersLike(store: Store, name: string): string[] {
  return allSenders(store).filter((sender) => keyOf(sender) === keyOf(name));
}

function* batches(messages: Iterable<StoredMessage>): Iterable<StoredMessage[]> {
  let batch: StoredMessage[] = [];
  for (const message of messages) {
    batch.push(message);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
