/**
 * What the servers of a cluster exchange messages and shared records with. The real one is NATS; tests
 * have one in memory.
 *
 * Subjects are words that are separated by dots, and are the same in all servers of a cluster; the bus
 * puts the cluster's own prefix before them.
 *
 * @module
 */

/**
 * A stream of the cluster: an append-only log of messages with subjects.
 *
 * - `history` has what was said in channels, with subjects that start with `ch.`.
 * - `recent` has what servers may have missed during the last minutes, with subjects that start with
 *   `log.`.
 */
export type StreamName = "history" | "recent";

/** A set of shared records: a key-value bucket. */
export type BucketName = "servers" | "names" | "state";

/** A message that arrives. */
export interface BusMessage {
  readonly subject: string;
  /** Valid during the call only. */
  readonly bytes: Uint8Array;
  /** Answers a request. Does nothing for other messages. */
  reply(bytes: Uint8Array): void;
  /** Makes {@linkcode reply} work after the call, too. */
  keep(): void;
}

/** A message of a stream. */
export interface StreamEntry {
  readonly subject: string;
  readonly bytes: Uint8Array;
  /** Its place in the stream: grows with each message, whatever its subject. */
  readonly sequence: number;
}

/** A shared record. */
export interface BucketEntry {
  readonly key: string;
  readonly value: Uint8Array;
  /** Grows with each change of the bucket. */
  readonly revision: number;
}

/** The end of something that goes on until then. */
export interface Ending {
  end(): void;
}

/**
 * The bus cannot be reached, or has not answered in time: the outcome is unknown then. Without a
 * connection, promises reject with it at once.
 */
export class BusError extends Error {
  override readonly name = "BusError";
}

/** Every promise may reject with a {@linkcode BusError}. */
export interface Bus {
  /** Whether there is a connection, as far as is known. */
  readonly isConnected: boolean;

  /** The maximum size of a message, in bytes. Larger ones are refused; {@linkcode publish} drops them. */
  readonly maxBytes: number;

  /** Calls back when the connection is lost, and when there is one again. */
  onChange: ((isConnected: boolean) => void) | undefined;

  /**
   * Sends a message to all other servers that subscribe to its subject now. Messages of one server
   * arrive in the order in which they were sent, those of {@linkcode append} included; some may be lost
   * with a connection. Without one, the message is dropped. The bytes must not change afterwards.
   */
  publish(subject: string, bytes: Uint8Array): void;

  /** Receives the messages of a subject, which may end in `.*`. It outlives lost connections. */
  subscribe(subject: string, receive: (message: BusMessage) => void): Ending;

  /** Sends a message and resolves with the answer of the one that replies. */
  request(subject: string, bytes: Uint8Array, timeoutMs: number): Promise<Uint8Array>;

  /** Resolves once the other side has taken everything that was sent so far. */
  flush(): Promise<void>;

  /**
   * Resolves once those who subscribe have got everything that has arrived in this turn of the event
   * loop. Never rejects.
   */
  received(): Promise<void>;

  /**
   * Sends a message like {@linkcode publish}, and resolves with its place once it is in its stream. A
   * message that was appended with the same id within the last two minutes is not added again; its
   * place is that of the first. Those who subscribe to the subject receive it again.
   */
  append(stream: StreamName, subject: string, bytes: Uint8Array, id: string): Promise<number>;

  /**
   * Returns the messages of a subject behind a place in the stream, up to the present end. If the place
   * is behind the end, or the stream has begun anew since {@linkcode lastSequence} was asked, it is that
   * of a stream that was lost: then these are all messages of the new one.
   */
  read(stream: StreamName, subject: string, after: number): AsyncIterable<StreamEntry>;

  /**
   * Resolves with the place of the last message in a stream; 0 if there never was one. It is also 0 the
   * first time after a stream was lost and has begun anew, whose places say nothing about earlier ones.
   */
  lastSequence(stream: StreamName): Promise<number>;

  /** Removes all messages of a subject from a stream. */
  purge(stream: StreamName, subject: string): Promise<void>;

  bucket(name: BucketName): Bucket;

  /** Sends everything that is queued, and disconnects. */
  close(): Promise<void>;
}

/**
 * Shared records. Keys consist of letters, digits and the characters `-_=.`. Every promise may reject
 * with a {@linkcode BusError}.
 */
export interface Bucket {
  /** Adds a record. Resolves with its revision, or with `undefined` if there is one of that key. */
  create(key: string, value: Uint8Array): Promise<number | undefined>;

  /**
   * Changes a record. Resolves with its revision, or with `undefined` if somebody else has changed it
   * since that revision.
   */
  update(key: string, value: Uint8Array, revision: number): Promise<number | undefined>;

  /** Adds or replaces a record. */
  put(key: string, value: Uint8Array): Promise<number>;

  get(key: string): Promise<BucketEntry | undefined>;

  /**
   * Removes a record.
   *
   * @param revision Only if nobody has changed it since. Resolves with whether that is so; without a
   * revision, it resolves with `true` even if there was no record.
   */
  remove(key: string, revision?: number): Promise<boolean>;

  /**
   * Calls back for each record and each later change, in order. A removed record has no value.
   * Resolves once it has called back for all present records. It outlives lost connections: then it
   * calls back for all present records again, and for those that have been removed meanwhile.
   */
  watch(onChange: (key: string, value: Uint8Array | undefined) => void): Promise<Ending>;
}
