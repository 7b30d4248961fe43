/** Returns the first items of which something holds. */
export function* takeWhile<T>(items: Iterable<T>, holds: (item: T) => boolean): Iterable<T> {
  for (const item of items) {
    if (!holds(item)) return;
    yield item;
  }
}
