import type { PasswordHash } from "../../store/account_table.ts";
import { FairJobs } from "./fair_jobs.ts";

/** A request to hash a password. */
export interface HashRequest {
  readonly password: string;
  /** The network that it comes from, and the name that it is for: they take turns. */
  readonly network: string;
  readonly name: string;
}

/** Hashes passwords. Each call may resolve to `undefined`: too many others wait. */
export interface PasswordHasher {
  /** Hashes a new password. */
  hash(request: HashRequest): Promise<PasswordHash | undefined>;
  /**
   * Compares a password with a hash.
   *
   * @param expected Without one, it takes as long, and the password is wrong.
   */
  matches(
    request: HashRequest,
    expected: PasswordHash | undefined,
  ): Promise<boolean | undefined>;
}

/**
 * The parameters of new hashes: 16 MiB of memory, and some 30 ms of a processor. After a restart, a
 * whole class logs in at once, and should be back within seconds.
 */
const COST = 2 ** 14;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Hashes take the threads in which the runtime also looks up names and reads files. */
const MAX_RUNNING = 2;

/** More than connections can wait on a server with the default limits. */
const MAX_WAITING = 4096;

const NOTHING: PasswordHash = {
  salt: new Uint8Array(SALT_BYTES),
  hash: new Uint8Array(HASH_BYTES),
  ...{ cost: COST, blockSize: BLOCK_SIZE, parallelization: PARALLELIZATION },
};

/** Hashes passwords with scrypt, outside of the event loop. */
export class ScryptHasher implements PasswordHasher {
  readonly #jobs = new FairJobs({ concurrency: MAX_RUNNING, maxWaiting: MAX_WAITING });

  async hash({ password, network, name }: HashRequest): Promise<PasswordHash | undefined> {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    const unfilled = { ...NOTHING, salt };
    const hash = await this.#jobs.run(network, name, () => scryptOf(password, unfilled));
    return hash && { ...unfilled, hash };
  }

  async matches(
    { password, network, name }: HashRequest,
    expected: PasswordHash = NOTHING,
  ): Promise<boolean | undefined> {
    return await this.#jobs.run(network, name, async () => {
      const { timingSafeEqual } = await import("node:crypto");
      const hash = await scryptOf(password, expected);
      return timingSafeEqual(hash, expected.hash) && expected !== NOTHING;
    });
  }
}

async function scryptOf(
  password: string,
  { salt, hash, cost: N, blockSize: r, parallelization: p }: PasswordHash,
): Promise<Uint8Array> {
  // Loaded on demand: it takes longer to load than the rest of the server.
  const { scrypt } = await import("node:crypto");
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const maxmem = 256 * N * r;
  const onHash = (error: Error | null, key: Uint8Array) => error ? reject(error) : resolve(key);
  scrypt(password.normalize("NFC"), salt, hash.length, { N, r, p, maxmem }, onHash);
  return await promise;
}
