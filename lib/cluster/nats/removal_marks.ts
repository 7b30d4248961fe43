import type { BucketPlace } from "./bucket_place.ts";
import type { Delivery } from "./delivery.ts";
import type { Requests } from "./requests.ts";

/** How many marks are removed at a time. */
const MAX_MARKS = 500;

/**
 * Removes the marks that removed records leave behind: otherwise, each name that anybody ever used
 * would stay. A new watcher of a bucket reads all of its marks, so each one removes some.
 */
export class RemovalMarks {
  readonly #requests: Requests;
  readonly #place: BucketPlace;
  readonly #marks: { readonly subject: string; readonly sequence: number }[] = [];

  constructor(requests: Requests, place: BucketPlace) {
    this.#requests = requests;
    this.#place = place;
  }

  /** Notes a mark, if it is old enough: watchers should have seen it. */
  note(subject: string, { sequence, time }: Delivery): void {
    const isOld = Date.now() - time >= this.#place.markAgeMs;
    if (isOld && this.#marks.length < MAX_MARKS) this.#marks.push({ subject, sequence });
  }

  /** Removes what was noted. A record that was added meanwhile has a higher place and stays. */
  removeOld(): void {
    for (const { subject, sequence } of this.#marks.splice(0)) {
      const options = { filter: subject, seq: sequence + 1 };
      // The next watcher tries again.
      this.#requests.api(`STREAM.PURGE.${this.#place.stream}`, options).catch(() => {});
    }
  }
}
