/**
 * The passwords that were right before, for as long as the server runs: their owners log in again at
 * once, even if others keep the slow hashes busy. Only a digest is kept, made with a key that never
 * leaves the memory.
 */
export class RememberedPasswords {
  /** An account with a new password is another object. */
  readonly #digests = new WeakMap<object, Uint8Array>();
  #key: Promise<CryptoKey> | undefined;

  /**
   * Reports whether this was the right password of an account before. It takes as long without an
   * account.
   */
  async has(account: object | undefined, password: string): Promise<boolean> {
    const digest = await this.#digestOf(password);
    const expected = account && this.#digests.get(account);
    // Where two digests differ says nothing to somebody without the key.
    return expected !== undefined && digest.every((byte, at) => byte === expected[at]);
  }

  /** Remembers the right password of an account. */
  async add(account: object, password: string): Promise<void> {
    this.#digests.set(account, await this.#digestOf(password));
  }

  async #digestOf(password: string): Promise<Uint8Array> {
    this.#key ??= crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const bytes = new TextEncoder().encode(password.normalize("NFC"));
    return new Uint8Array(await crypto.subtle.sign("HMAC", await this.#key, bytes));
  }
}
