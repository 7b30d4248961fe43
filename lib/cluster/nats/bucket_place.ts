/** Where a bucket is in NATS. */
export interface BucketPlace {
  /** The name of its stream. */
  readonly stream: string;
  /** What stands before a key in a subject. */
  readonly prefix: string;
}
