/** Where bytes can be read from: `Deno.stdin`, for one. */
export interface ByteSource {
  /** Fills `bytes` as far as it can, and tells how far; null at the end. */
  read(bytes: Uint8Array): Promise<number | null>;
}

const CHUNK_BYTES = 16 * 1024;

/**
 * The lines of `source`, without their line ends. What is not UTF-8 becomes U+FFFD. A source that
 * fails ends like one that has no more; what stands after the last newline is the last line.
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
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== "") yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
