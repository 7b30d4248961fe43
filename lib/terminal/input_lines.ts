/** A source of bytes, such as `Deno.stdin`. */
export interface ByteSource {
  /** Reads up to `bytes.length` bytes into `bytes`. Returns their number, or null at the end. */
  read(bytes: Uint8Array): Promise<number | null>;
}

const CHUNK_BYTES = 16 * 1024;

/**
 * Yields the lines of `source` without their line ends. The last line needs no newline. Invalid
 * UTF-8 becomes U+FFFD. A failing source counts as one that has ended.
 */
export async function* readLines(source: ByteSource): AsyncGenerator<string> {
  const bytes = new Uint8Array(CHUNK_BYTES);
  const decoder = new TextDecoder();
  let rest = "";
  while (true) {
    const count = await source.read(bytes).catch(() => null);
    if (count === null) break;
    const lines = decoder.decode(bytes.subarray(0, count), { stream: true }).split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    for (const line of lines) yield withoutCarriageReturn(line);
  }
  rest += decoder.decode();
  if (rest !== "") yield withoutCarriageReturn(rest);
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
