/** The field with 256 elements is that of polynomials modulo this one. */
const FIELD_POLYNOMIAL = 0x11d;

/**
 * Returns the Reed-Solomon code of a block: the bytes by which a reader finds and mends errors.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
 * assert.deepEqual(errorCorrection(data, 10), [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
 * ```
 */
export function errorCorrection(data: readonly number[], count: number): number[] {
  const generator = generatorOf(count);
  const rest = Array<number>(count).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift()!;
    rest.push(0);
    generator.forEach((coefficient, at) => rest[at]! ^= multiply(coefficient, factor));
  }
  return rest;
}

/** Returns the product of (x - 2⁰), (x - 2¹) …, without its first coefficient, which is 1. */
function generatorOf(degree: number): number[] {
  let product = [1];
  for (let root = 1, factors = 0; factors < degree; factors++, root = multiply(root, 2)) {
    const shifted = [...product, 0];
    product = shifted.map((coefficient, at) => coefficient ^ multiply(product[at - 1] ?? 0, root));
  }
  return product.slice(1);
}

function multiply(left: number, right: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = product << 1 ^ (product >> 7) * FIELD_POLYNOMIAL;
    if (right >> bit & 1) product ^= left;
  }
  return product;
}
