import type { ByteSource } from "./input_lines.ts";

/** A terminal's input whose echo can be turned off, such as `Deno.stdin`. */
export interface RawSource extends ByteSource {
  setRaw(on: boolean): void;
}

const [ETX, EOT, BACKSPACE, LINE_FEED, ENTER, DEL] = [0x03, 0x04, 0x08, 0x0a, 0x0d, 0x7f];

/**
 * Reads a line that the terminal must not show, such as a password. Returns `undefined` at the end of
 * the input, and at Ctrl+C or Ctrl+D.
 */
export async function readSecret(input: RawSource): Promise<string | undefined> {
  input.setRaw(true);
  try {
    // One byte at a time: what follows is not secret.
    const byte = new Uint8Array(1);
    const secret: number[] = [];
    for (;;) {
      const count = await input.read(byte).catch(() => null);
      const code = byte[0]!;
      if (count === null || code === ETX || code === EOT) return undefined;
      if (code === ENTER || code === LINE_FEED) {
        return new TextDecoder().decode(Uint8Array.from(secret));
      }
      if (code === BACKSPACE || code === DEL) removeCharacter(secret);
      else if (code >= 0x20) secret.push(code);
    }
  } finally {
    input.setRaw(false);
  }
}

/** Removes the last character, with all its bytes in UTF-8. */
function removeCharacter(bytes: number[]): void {
  while ((bytes.at(-1) ?? 0) >= 0x80 && bytes.at(-1)! < 0xc0) bytes.pop();
  bytes.pop();
}
