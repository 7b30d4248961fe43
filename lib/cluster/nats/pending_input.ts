/** Tells whether input that was read is not processed yet. */
export class PendingInput {
  #isPending = false;
  #processed: PromiseWithResolvers<void> | undefined;

  /** Learns that input was read. */
  begin(): void {
    this.#isPending = true;
  }

  /** Learns that all of it is processed, or never will be. */
  end(): void {
    this.#isPending = false;
    this.#processed?.resolve();
    this.#processed = undefined;
  }

  /** Resolves once the input is processed; `undefined` if there is none. */
  get processed(): Promise<void> | undefined {
    if (!this.#isPending) return undefined;
    return (this.#processed ??= Promise.withResolvers()).promise;
  }
}
