/** Thrown for a record that is not in the form that this version writes. */
export class BadRecord extends Error {
  override readonly name = "BadRecord";
}

/** The latest time that is a date, in milliseconds since 1970. */
export const MAX_TIME = 8_640_000_000_000_000;

/**
 * The fields of a value that another program may have written. Each is checked before it is used.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const fields = new Fields({ name: "ann", time: 7 });
 * assert.equal(fields.line("name", 10), "ann");
 * assert.equal(fields.time("time"), 7);
 * assert.throws(() => fields.line("time", 10), BadRecord);
 * ```
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @throws {BadRecord} unless it is an object. */
  constructor(value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new BadRecord("it is no object");
    }
    this.#values = value as Record<string, unknown>;
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  /** Returns a text of at most so many UTF-16 code units. */
  text(name: string, maxLength: number): string {
    return checkText(this.get(name), name, maxLength);
  }

  /** Returns a text without control characters, which could start a line of its own. */
  line(name: string, maxLength: number): string {
    return checkLine(this.get(name), name, maxLength);
  }

  /** Returns a time, in milliseconds since 1970. */
  time(name: string): number {
    return this.integer(name, 0, MAX_TIME);
  }

  integer(name: string, min: number, max: number): number {
    const value = this.get(name);
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) {
      return value;
    }
    throw new BadRecord(`${name} is no number from ${min} to ${max}`);
  }

  boolean(name: string): boolean {
    const value = this.get(name);
    if (typeof value !== "boolean") throw new BadRecord(`${name} is neither true nor false`);
    return value;
  }

  bytes(name: string, maxLength: number): Uint8Array {
    try {
      return Uint8Array.fromBase64(this.text(name, 2 * maxLength));
    } catch (error) {
      throw error instanceof BadRecord ? error : new BadRecord(`${name} is not in Base64`);
    }
  }
}

/** @throws {BadRecord} */
export function checkLine(value: unknown, name: string, maxLength: number): string {
  const text = checkText(value, name, maxLength);
  if (/\p{Cc}/u.test(text)) throw new BadRecord(`${name} has control characters`);
  return text;
}

function checkText(value: unknown, name: string, maxLength: number): string {
  if (typeof value === "string" && value.length <= maxLength) return value;
  throw new BadRecord(`${name} is no text of up to ${maxLength} characters`);
}
