import type { BucketPlace } from "./bucket_place.ts";
import type { Link } from "./link.ts";
import type { Requests } from "./requests.ts";
import { readStream } from "./stream_reader.ts";

/** How many marks are removed in a row. */
const MAX_MARKS = 100_000;

/** The marks that removed records leave behind: without an end, each name that was ever used stays. */
export class RemovalMarks {
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #place: BucketPlace;
  /** The end of the stream at the last call. */
  #end = 0;

  constructor(link: Link, requests: Requests, place: BucketPlace) {
    this.#link = link;
    this.#requests = requests;
    this.#place = place;
  }

  /**
   * Removes the marks that were there at the last call: changes that were on their way then have met
   * them. A record that is added meanwhile has a higher place and stays.
   *
   * @throws {BusError} Then the next call goes on.
   */
  async removeOld(): Promise<void> {
    const { stream } = this.#place;
    const { state } = await this.#requests.api<{ state: { last_seq: number } }>(
      `STREAM.INFO.${stream}`,
    );
    const end = Math.min(this.#end, state.last_seq);
    this.#end = state.last_seq;
    // One after the other: logins must not wait.
    for (const { subject, sequence } of await this.#marksUpTo(end)) {
      const options = { filter: subject, seq: sequence + 1 };
      await this.#requests.api(`STREAM.PURGE.${stream}`, options);
    }
  }

  async #marksUpTo(end: number) {
    const marks: { readonly subject: string; readonly sequence: number }[] = [];
    if (end === 0) return marks;
    const { stream, prefix } = this.#place;
    const all = readStream(this.#link, this.#requests, stream, `${prefix}>`, 0);
    for await (const { subject, bytes, sequence } of all) {
      if (sequence > end || marks.length >= MAX_MARKS) break;
      // Records are never empty.
      if (bytes.length === 0) marks.push({ subject, sequence });
    }
    return marks;
  }
}
