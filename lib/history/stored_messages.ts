import { normalName } from "../chat/name.ts";
import { ChannelTable } from "../store/channel_table.ts";
import { MessageTable, type StoredMessage } from "../store/message_table.ts";
import type { Store } from "../store/store.ts";
import { WordIndex } from "../store/word_index.ts";
import type { GatheredMessage } from "./gathered.ts";
import { wordsOf } from "./words.ts";

/**
 * The messages of a store by their channels. It knows the numbers of messages, because counting takes
 * time, until another program changes the file.
 */
export class StoredMessages {
  readonly messages: MessageTable;
  readonly index: WordIndex;
  readonly #channels: ChannelTable;
  readonly #version: () => unknown;
  #seenVersion: unknown;
  readonly #ids = new Map<string, number>();
  readonly #counts = new Map<number, number>();

  constructor(store: Store) {
    this.messages = new MessageTable(store);
    this.index = new WordIndex(store);
    this.#channels = new ChannelTable(store);
    const statement = store.database.prepare("PRAGMA data_version");
    this.#version = () => statement.get()!.data_version;
    this.#seenVersion = this.#version();
  }

  /** The ids of all channels, removed ones left out. */
  get channelIds(): number[] {
    return this.#channels.all.map(({ id }) => id);
  }

  /** A channel that was removed and whose messages may still be there. */
  get removed(): number | undefined {
    return this.#channels.removed;
  }

  /** Forgets what another program may have changed. */
  refresh(): void {
    const version = this.#version();
    if (version !== this.#seenVersion) this.forgetCounts();
    this.#seenVersion = version;
  }

  /** Forgets everything that may have changed. */
  forgetCounts(): void {
    this.#ids.clear();
    this.#counts.clear();
  }

  /** Returns the id of a channel, if it has ever had messages or a topic. */
  find(name: string): number | undefined {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#channels.find(normalName(name));
    if (id !== undefined) this.#ids.set(name, id);
    return id;
  }

  /** Adds messages, and their channels if necessary. Returns the channels' ids. */
  add(gathered: readonly GatheredMessage[]): Set<number> {
    const added = new Map<number, number>();
    this.messages.insert(gathered.map(({ channel: name, message }) => {
      const channel = this.find(name) ?? this.#open(name);
      added.set(channel, (added.get(channel) ?? 0) + 1);
      const { id, time, sender, text } = message;
      return { id, channel, time, sender, text };
    }));
    for (const [channel, count] of added) {
      const known = this.#counts.get(channel);
      if (known !== undefined) this.#counts.set(channel, known + count);
    }
    return new Set(added.keys());
  }

  #open(name: string): number {
    const channel = this.#channels.add(normalName(name), name);
    this.#ids.set(name, channel);
    return channel;
  }

  /** Returns the number of a channel's messages. */
  count(channel: number): number {
    const known = this.#counts.get(channel);
    if (known !== undefined) return known;
    const count = this.messages.count(channel);
    this.#counts.set(channel, count);
    return count;
  }

  /** Removes messages, from the index of words as well. */
  remove(messages: readonly StoredMessage[]): void {
    for (const { id, channel, text } of messages) {
      this.index.remove(id, channel, () => wordsOf(text));
      this.messages.delete(id);
      const count = this.#counts.get(channel);
      if (count !== undefined) this.#counts.set(channel, count - 1);
    }
  }

  /** Removes a channel: at once from everybody's view, its messages a few at a time. */
  removeChannel(name: string): void {
    this.#channels.remove(normalName(name));
    this.forgetCounts();
  }

  /** Removes the last of a removed channel. */
  deleteChannel(id: number): void {
    this.#channels.delete(id);
  }
}

/** The most that is read or changed at once, so that it takes a few milliseconds. */
const MAX_SLICE_COUNT = 200;
const MAX_SLICE_LENGTH = 16 * 1024;

/** Takes the first messages, as many as are removed or indexed at once. */
export function takeSlice(messages: Iterable<StoredMessage>, max = MAX_SLICE_COUNT) {
  const slice: StoredMessage[] = [];
  let length = 0;
  if (max <= 0) return slice;
  for (const message of messages) {
    slice.push(message);
    length += message.text.length;
    if (slice.length >= Math.min(max, MAX_SLICE_COUNT) || length >= MAX_SLICE_LENGTH) break;
  }
  return slice;
}
