import { type Claim, type NameRegistry, NAMES_UNAVAILABLE } from "../../lib/chat/name_registry.ts";
import { Refusal } from "../../lib/errors/refusal.ts";

const NAME_TAKEN = new Refusal("name-taken");

/** A claim that waits for its answer. */
interface PendingClaim {
  readonly name: string;
  answer(claim: Claim): void;
  fail(error: Error): void;
}

/** A registry of names that answers each claim when the test says so. */
export class PendingRegistry implements NameRegistry {
  /** The names that are given away, here or on another server. */
  readonly taken: Set<string>;
  readonly released: string[] = [];
  /** Whether the registry answers that nobody can get a name. */
  isUnavailable = false;
  readonly #pending: PendingClaim[] = [];
  #nextClaim = Promise.withResolvers<void>();

  constructor(...taken: string[]) {
    this.taken = new Set(taken);
  }

  claim(name: string): Promise<Claim> {
    const { promise, resolve, reject } = Promise.withResolvers<Claim>();
    this.#pending.push({ name, answer: resolve, fail: reject });
    this.#nextClaim.resolve();
    this.#nextClaim = Promise.withResolvers();
    return promise;
  }

  release(name: string): void {
    this.released.push(name);
    this.taken.delete(name);
  }

  /** The names whose claims wait for an answer. */
  get pendingNames(): string[] {
    return this.#pending.map(({ name }) => name);
  }

  /** Waits until a claim is pending, and returns its name. */
  async nextName(): Promise<string> {
    while (this.#pending.length === 0) await this.#nextClaim.promise;
    return this.#pending[0]!.name;
  }

  /** Answers the oldest claim: grants the name if it is free, else refuses it. */
  answer(): void {
    const { name, answer } = this.#pending.shift()!;
    if (this.isUnavailable) return answer(NAMES_UNAVAILABLE);
    if (this.taken.has(name)) return answer(NAME_TAKEN);
    this.taken.add(name);
    answer(undefined);
  }

  /** Answers the oldest claim with an error. */
  fail(): void {
    this.#pending.shift()!.fail(new Error("the registry is gone"));
  }

  /** Answers claims until `done` resolves, and returns its value. */
  async answerUntil<Value>(done: Promise<Value>): Promise<Value> {
    let isDone = false;
    const finish = done.finally(() => isDone = true);
    finish.catch(() => {});
    while (!isDone) {
      while (this.#pending.length > 0) this.answer();
      await Promise.race([this.#nextClaim.promise, finish.catch(() => {})]);
    }
    return await finish;
  }
}
