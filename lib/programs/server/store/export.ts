import { normalName } from "../../../chat/name.ts";
import { EXIT } from "../../../errors/exit.ts";
import { ExpectedError } from "../../../errors/expected_error.ts";
import { printableJson } from "../../../framing/printable_json.ts";
import { ChannelTable } from "../../../store/channel_table.ts";
import { MessageTable, type StoredMessage } from "../../../store/message_table.ts";
import { Store } from "../../../store/store.ts";

/** So much is written at once, in UTF-16 code units. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * Prints messages as lines of JSON, the oldest first; returns the exit code. What is said meanwhile is
 * left out.
 *
 * @param channel The channel whose messages to print; `undefined` for all.
 * @throws {ExpectedError} if the file cannot be used, or has no such channel.
 */
export function exportMessages(file: string, channel: string | undefined): number {
  using store = new Store(file, "read");
  return store.read(() => {
    // A transaction sees the file as it is at its start.
    store.database.exec("BEGIN");
    const channels = new ChannelTable(store);
    const messages = new MessageTable(store);
    const names = new Map(channels.all.map(({ id, name }) => [id, name]));
    const found = channel === undefined
      ? messages.allAfter(-1)
      : messages.after(findChannel(channels, channel, file), -1);
    return print(lines(found, names));
  });
}

/**
 * Returns the id of a channel, with or without the `#` of the messenger dialect.
 *
 * @throws {ExpectedError} if there is none.
 */
export function findChannel(channels: ChannelTable, name: string, file: string): number {
  const id = channels.find(normalName(name)) ?? channels.find(normalName(name.replace(/^#/, "")));
  if (id !== undefined) return id;
  throw new ExpectedError(`Cannot find the channel "${name}" in the store "${file}"`, {
    hint: "Use its name as the users see it.",
  });
}

function* lines(messages: Iterable<StoredMessage>, names: ReadonlyMap<number, string>) {
  for (const { id, time, channel, sender, text } of messages) {
    const name = names.get(channel);
    // The channel was removed, and its messages are about to be.
    if (name === undefined) continue;
    const line = { id, time: new Date(time).toISOString(), channel: name, sender, text };
    yield `${printableJson(JSON.stringify(line))}\n`;
  }
}

function print(lines: Iterable<string>): number {
  let chunk = "";
  try {
    for (const line of lines) {
      chunk += line;
      if (chunk.length < CHUNK_LENGTH) continue;
      write(chunk);
      chunk = "";
    }
    write(chunk);
    return EXIT.done;
  } catch (error) {
    // The program that reads the output, such as `head`, has enough.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.done;
    throw error;
  }
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += Deno.stdout.writeSync(bytes.subarray(written));
  }
}
