import type { Batch, Entry } from "./wire.ts";

/** The longest text that is put together, in UTF-16 code units. */
const MAX_WHOLE_LENGTH = 16 * 1024 * 1024;

/** How far the entries of one server have come. Long entries come in parts. */
export class EntryOrder {
  /** The last entry, or what has come of its text. There is an order for each server and subject. */
  #last: Pick<Entry, "id" | "text" | "part" | "goesOn"> | undefined;

  /**
   * Reports whether something before a batch has not come.
   *
   * @param since The id up to which nothing has to come.
   */
  misses({ previous, entries: [first] }: Batch, since: number): boolean {
    const { id, part = 0 } = first!;
    const last = this.#last;
    if (part === 0) {
      const isCut = last?.goesOn === true && previous === last.id && previous > since;
      return isCut || previous > Math.max(last?.id ?? 0, since);
    }
    if (!last || id > last.id) return true;
    return id === last.id && last.goesOn === true && part > partOf(last) + 1;
  }

  /** Reports whether a batch, of whatever boot, comes right behind the last entry. */
  isFollowedBy({ previous, entries: [first] }: Batch): boolean {
    const last = this.#last;
    return last?.id === previous && last.goesOn !== true && partOf(first!) === 0;
  }

  /** Returns an entry with its whole text; `undefined` if it came before, or if parts are to come. */
  take(entry: Entry): Entry | undefined {
    const { id, goesOn = false } = entry;
    const last = this.#last;
    const part = partOf(entry);
    const isNextPart = last?.id === id && last.goesOn === true && part === partOf(last) + 1;
    if (last && id <= last.id && !isNextPart) return undefined;
    const text = isNextPart ? last.text + entry.text : entry.text;
    const isLost = part > 0 && !isNextPart || text.length > MAX_WHOLE_LENGTH;
    const isOpen = goesOn && !isLost;
    this.#last = { id, part, text: isOpen ? text : "", goesOn: isOpen };
    return goesOn || isLost ? undefined : part === 0 ? entry : { ...entry, text };
  }
}

function partOf({ part = 0 }: Pick<Entry, "part">): number {
  return part;
}

/** Orders batches as they were sent, as far as they are of one server. */
export function compareBatches({ entries: [one] }: Batch, { entries: [other] }: Batch): number {
  return one!.id - other!.id || partOf(one!) - partOf(other!);
}

/** Returns entries of one server with their whole texts. */
export function wholeEntries(entries: readonly Entry[]): Entry[] {
  const order = new EntryOrder();
  return entries.flatMap((entry) => order.take(entry) ?? []);
}
