/**
 * Texts that may hold a zero byte: reading a text from SQLite would end there, except in a blob.
 *
 * @module
 */

/** Returns the SQL that selects a column of such texts, for {@linkcode wholeText}. */
export function wholeTextColumn(column: string): string {
  return `CASE WHEN instr(${column}, char(0)) THEN CAST(${column} AS BLOB) ELSE ${column} END`;
}

const decoder = new TextDecoder();

/** Returns the text that such a column has in a row. */
export function wholeText(value: unknown): string {
  return value instanceof Uint8Array ? decoder.decode(value) : String(value);
}
