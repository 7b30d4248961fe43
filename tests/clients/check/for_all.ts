/** How many checks run at once: each mostly waits, but machines of tests have few cores. */
const CONCURRENCY = 5;

/** Runs a task for all items, some at a time, and fails with the errors of all that fail. */
export async function forAll<Item>(
  items: Iterable<Item>,
  task: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const errors: Error[] = [];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await task(item).catch((error) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join("\n"));
}
