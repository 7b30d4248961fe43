import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

/** The steps of merging that follow each batch of new words, in pages of the file. */
const MERGED_PAGES = 16;

/**
 * The index of the words of messages. It may lag behind the messages: those with higher ids than
 * {@linkcode lastId} are not in it yet.
 */
export class WordIndex {
  readonly #lastId: StatementSync;
  readonly #has: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #merge: StatementSync;
  readonly #erase: readonly [off: StatementSync, on: StatementSync];
  readonly #count: StatementSync;

  constructor({ database }: Store) {
    // A table of FTS5 itself: it has a row for each indexed message.
    this.#lastId = database.prepare("SELECT max(id) AS id FROM words_docsize");
    this.#has = database.prepare("SELECT 1 FROM words_docsize WHERE id = ?");
    this.#add = database.prepare("INSERT INTO words (rowid, channel, text) VALUES (?, ?, ?)");
    this.#remove = database.prepare(`
      INSERT INTO words (words, rowid, channel, text) VALUES ('delete', ?, ?, ?)
    `);
    // A number that is bound would not be an integer to FTS5.
    const set = (option: string, value: number) =>
      database.prepare(`INSERT INTO words (words, rank) VALUES ('${option}', ${value})`);
    this.#merge = set("merge", MERGED_PAGES);
    this.#erase = [set("secure-delete", 0), set("secure-delete", 1)];
    this.#count = database.prepare("SELECT count(*) AS count FROM words WHERE words MATCH ?");
  }

  /** The highest id of a message in the index; 0 if there is none. */
  get lastId(): number {
    return Number(this.#lastId.get()!.id ?? 0);
  }

  /** Adds the words of a message. */
  add(id: number, channel: number, words: readonly string[]): void {
    this.#add.run(id, channelWord(channel), words.join(" "));
  }

  /** Removes a message that may be in the index. Its words have to be those that were added. */
  remove(id: number, channel: number, words: () => readonly string[]): void {
    if (!this.#has.get(id)) return;
    this.#remove.run(id, channelWord(channel), words().join(" "));
  }

  /** Goes on with bringing the parts of the index together. */
  merge(): void {
    this.#merge.run();
  }

  /** Says whether removed words are erased at once, which is slow, or when parts are merged. */
  erasesAtOnce(value: boolean): void {
    this.#erase[value ? 1 : 0].run();
  }

  /** Counts the messages that a query of {@linkcode wordQuery} finds. */
  count(query: string): number {
    return Number(this.#count.get(query)!.count);
  }
}

/** Returns the query for the messages of a channel that have all of these phrases. */
export function wordQuery(channel: number, phrases: readonly (readonly string[])[]): string {
  // Words are letters and digits only, so that nothing in them has a meaning in FTS5.
  const texts = phrases.map((words) => `"${words.join(" ")}"`);
  return `channel : "${channelWord(channel)}" AND text : (${texts.join(" AND ")})`;
}

function channelWord(id: number): string {
  return `c${id}`;
}
