/** The units that a quantity can be shown in, the largest first. */
const UNITS = {
  bytes: [[2 ** 40, "TiB"], [2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"], [1, "bytes"]],
  seconds: [[3600, "h"], [60, "min"], [1, "s"]],
} as const;

/**
 * Returns a number with the largest unit in which it is whole.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatQuantity(2 * 1024 * 1024, "bytes"), "2 MiB");
 * assert.equal(formatQuantity(90, "seconds"), "90 s");
 * assert.equal(formatQuantity(20_000), "20000");
 * ```
 */
export function formatQuantity(value: number, unit?: keyof typeof UNITS): string {
  if (unit === undefined) return String(value);
  const [size, name] = UNITS[unit].find(([size]) => value >= size && value % size === 0) ??
    UNITS[unit].at(-1)!;
  return `${value / size} ${name}`;
}
