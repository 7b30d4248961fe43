import { CLUSTER_SLOTS, decodeRecord, encodeJson, recordKey, type ServerInfo } from "./beats.ts";
import { type Bucket, BusError } from "./bus.ts";

/** The options of a {@linkcode ServerLease}. */
export interface ServerLeaseOptions {
  readonly bucket: Bucket;
  /** Where clients reach this server: `host:port`. */
  readonly address: string;
  /** Returns the text of a new boot. */
  newBoot(): string;
}

/**
 * The slot of this server: its record in the bucket `servers`, which it renews. A server that removes
 * the record of another declares that boot dead. This is final: a server that finds its record gone takes
 * a slot with a new boot. So a boot that is dead stays dead, and its names can be given away for good.
 */
export class ServerLease {
  readonly #options: ServerLeaseOptions;
  #info: ServerInfo;
  /** What the record's last known change is, if its present state is known. */
  #revision: number | undefined;
  #count = 0;
  /** The boot for which a slot is being looked for. */
  #nextBoot: string | undefined;

  constructor(options: ServerLeaseOptions) {
    this.#options = options;
    this.#info = { slot: -1, boot: options.newBoot(), address: options.address };
  }

  /** This server. Its slot is -1 before it has taken one. */
  get info(): ServerInfo {
    return this.#info;
  }

  /** Reports whether a boot is this server's present one. */
  isOwn(boot: string): boolean {
    return boot === this.#info.boot || boot === this.#nextBoot;
  }

  /**
   * Takes a slot, with a new boot: the former one if that is free, else the lowest. Resolves with
   * whether there was one.
   *
   * @param isTaken Reports whether a slot is known to have a record.
   * @throws {BusError} If a record is left behind, others take it for that of a dead server.
   */
  async take(isTaken: (slot: number) => boolean): Promise<boolean> {
    const { bucket, address, newBoot } = this.#options;
    const former = this.#info.slot;
    const slots = Array.from({ length: CLUSTER_SLOTS }, (_, slot) => slot);
    if (former >= 0) slots.unshift(former);
    const boot = this.#nextBoot = newBoot();
    for (const slot of slots) {
      if (isTaken(slot)) continue;
      const info = { slot, boot, address };
      const revision = await bucket.create(recordKey(slot), encodeJson({ ...info, count: 1 }));
      if (revision === undefined) continue;
      this.#info = info;
      this.#revision = revision;
      this.#count = 1;
      return true;
    }
    return false;
  }

  /**
   * Renews the record. Resolves with whether it was still there.
   *
   * @throws {BusError} Then it may be renewed or not.
   */
  async renew(): Promise<boolean> {
    const { bucket } = this.#options;
    const key = recordKey(this.#info.slot);
    for (;;) {
      this.#revision ??= await this.#ownRevision();
      if (this.#revision === undefined) return false;
      const revision = this.#revision;
      this.#revision = undefined;
      const value = encodeJson({ ...this.#info, count: ++this.#count });
      this.#revision = await bucket.update(key, value, revision);
      if (this.#revision !== undefined) return true;
    }
  }

  /** Resolves with the revision of the record, if it is this server's. */
  async #ownRevision(): Promise<number | undefined> {
    const entry = await this.#options.bucket.get(recordKey(this.#info.slot));
    const isOwn = entry && decodeRecord(entry.value)?.boot === this.#info.boot;
    return isOwn ? entry.revision : undefined;
  }

  /** Removes the record, if it is this server's and can be reached. */
  async release(): Promise<void> {
    try {
      this.#revision ??= await this.#ownRevision();
      const { slot } = this.#info;
      if (this.#revision !== undefined) {
        await this.#options.bucket.remove(recordKey(slot), this.#revision);
      }
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
    }
  }
}
