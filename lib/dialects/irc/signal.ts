import type { SHARED_CAPABILITIES } from "./capabilities.ts";
import { NO_TAGS, type Tags } from "./tags.ts";

/** A line to other users of IRC that no other dialect has words for. */
export class Signal {
  /**
   * @param line The line without tags and end.
   * @param needs The capability without which a client does not get it.
   * @param tags The tags with which the sender's program speaks to those of others.
   */
  constructor(
    readonly line: string,
    readonly needs?: typeof SHARED_CAPABILITIES[number],
    readonly tags: Tags = NO_TAGS,
  ) {}
}
