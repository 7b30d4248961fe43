import { createHmac } from "node:crypto";
import { DEFAULT_HOST } from "../chat/user.ts";
import type { Bus } from "./bus.ts";

/** The key of the record with the secret, in the bucket `names`. Those of names are longer. */
const SECRET_KEY = "hosts";

/** The size of the secret, in bytes. */
const SECRET_BYTES = 32;

/** The length of the part of a host that tells networks apart, in hexadecimal digits. */
const DIGITS = 10;

/**
 * The hosts that users of IRC see in place of addresses, the same on all servers: a mask that bans a
 * network holds everywhere. They depend on a secret of the cluster, without which nobody could find the
 * address by trying all of them.
 */
export class SharedHosts {
  readonly #secret: Uint8Array;

  private constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** Reads the secret of the cluster, which the first server makes. */
  static async open(bus: Pick<Bus, "bucket">): Promise<SharedHosts> {
    const bucket = bus.bucket("names");
    const secret = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
    const isNew = await bucket.create(SECRET_KEY, secret) !== undefined;
    const record = isNew ? undefined : await bucket.get(SECRET_KEY);
    return new SharedHosts(record?.value.slice() ?? secret);
  }

  /** Returns the host of a network. */
  hostOf(network: string): string {
    if (network === "") return DEFAULT_HOST;
    const digits = createHmac("sha256", this.#secret).update(network).digest("hex");
    return `n${digits.slice(0, DIGITS)}.${DEFAULT_HOST}`;
  }
}
