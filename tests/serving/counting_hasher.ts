import type { HashRequest, PasswordHasher } from "../../lib/serving/accounts/password_hasher.ts";
import type { PasswordHash } from "../../lib/store/account_table.ts";

/** Hashes passwords at once, and counts how often it is asked. */
export class CountingHasher implements PasswordHasher {
  /** The names for which a password was compared, those without a hash in brackets. */
  readonly compared: string[] = [];

  hash({ password }: HashRequest): Promise<PasswordHash> {
    const hash = new TextEncoder().encode(password);
    return Promise.resolve({
      ...{ salt: new Uint8Array(), hash, cost: 2, blockSize: 1, parallelization: 1 },
    });
  }

  matches({ password, name }: HashRequest, expected?: PasswordHash): Promise<boolean> {
    this.compared.push(expected ? name : `(${name})`);
    return Promise.resolve(
      expected !== undefined && new TextDecoder().decode(expected.hash) === password,
    );
  }
}
