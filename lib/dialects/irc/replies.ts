import { formatTags } from "./tags.ts";

/** A line of an answer, without its end. */
interface Reply {
  /** The tags that it has in any case. */
  readonly tags: string;
  readonly line: string;
}

/** The kind of batch that holds the lines of one answer. */
const BATCH_TYPE = "labeled-response";

/**
 * The lines with which the server answers one command. If the client has labelled the command, the
 * answer has the label: on its only line, on a batch of several, or on an `ACK` where there is nothing
 * to say.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const replies = new Replies("server");
 * assert.deepEqual(replies.take("7"), ["@label=7 :server ACK"]);
 * replies.add("one");
 * assert.deepEqual(replies.take("7"), ["@label=7 one"]);
 * replies.add("one");
 * replies.add("@time=x two");
 * assert.deepEqual(replies.take("7"), [
 *   "@label=7 :server BATCH +1 labeled-response",
 *   "@batch=1 one",
 *   "@batch=1;time=x two",
 *   ":server BATCH -1",
 * ]);
 * ```
 */
export class Replies {
  readonly #source: string;
  #replies: Reply[] = [];
  #batches = 0;
  /** The batch that holds the lines that are added now. */
  #batch: string | undefined;

  /** @param source The name of the server. */
  constructor(source: string) {
    this.#source = source;
  }

  /** Whether there is nothing to say. */
  get isEmpty(): boolean {
    return this.#replies.length === 0;
  }

  /** Adds a line, which may start with tags. */
  add(line: string): void {
    const end = line.startsWith("@") ? line.indexOf(" ") : -1;
    const tags = end < 0 ? "" : line.slice(1, end);
    const all = this.#batch === undefined ? tags : joinTags(`batch=${this.#batch}`, tags);
    this.#replies.push({ tags: all, line: end < 0 ? line : line.slice(end + 1) });
  }

  /** Puts the lines that `add` adds into a batch. */
  batch(type: string, params: readonly string[], add: () => void): void {
    const id = String(++this.#batches);
    this.add(`:${this.#source} BATCH ${[`+${id}`, type, ...params].join(" ")}`);
    this.#batch = id;
    add();
    this.#batch = undefined;
    this.add(`:${this.#source} BATCH -${id}`);
  }

  /** Returns the lines of the answer, and starts another one. */
  take(label: string | undefined): string[] {
    const replies = this.#replies;
    this.#replies = [];
    if (label === undefined) return replies.map((reply) => withTags(reply));
    const labelTag = formatTags([["label", label]]).slice(1, -1);
    const [first] = replies;
    if (!first) return [`@${labelTag} :${this.#source} ACK`];
    if (replies.length === 1) return [withTags(first, labelTag)];
    // The answer is a batch already.
    if (first.line.includes(" BATCH +")) {
      return [withTags(first, labelTag), ...replies.slice(1).map((reply) => withTags(reply))];
    }
    const id = String(++this.#batches);
    return [
      `@${labelTag} :${this.#source} BATCH +${id} ${BATCH_TYPE}`,
      ...replies.map((reply) => withTags(reply, `batch=${id}`)),
      `:${this.#source} BATCH -${id}`,
    ];
  }
}

function joinTags(...tags: string[]): string {
  return tags.filter((text) => text !== "").join(";");
}

function withTags({ tags, line }: Reply, more = ""): string {
  const all = joinTags(more, tags);
  return all === "" ? line : `@${all} ${line}`;
}
