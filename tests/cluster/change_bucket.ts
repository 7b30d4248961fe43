import type { Bucket, BucketName } from "../../lib/cluster/bus.ts";

/** Opens a bucket of a bus. */
export type BucketOf = (name: BucketName) => Bucket;

/** Changes what the buckets of a server do. */
export type BucketChange = (bucketOf: BucketOf) => BucketOf;

/**
 * Replaces some methods of the buckets of a server.
 *
 * @param methods Returns them for a bucket.
 */
export function changeBucket(methods: (bucket: Bucket) => Partial<Bucket>): BucketChange {
  return (bucketOf) => (name) => {
    const bucket = bucketOf(name);
    return {
      create: (key, value) => bucket.create(key, value),
      update: (key, value, revision) => bucket.update(key, value, revision),
      put: (key, value) => bucket.put(key, value),
      get: (key) => bucket.get(key),
      remove: (key, revision) => bucket.remove(key, revision),
      watch: (onChange) => bucket.watch(onChange),
      ...methods(bucket),
    };
  };
}
