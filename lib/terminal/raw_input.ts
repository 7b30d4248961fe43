/** A terminal's keyboard, without the system's line editing and echo. */
export interface RawInput {
  /** Turns the system's line editing off or on. Never discards what was typed. */
  setRaw(on: boolean): void;
  /** Reads up to `size` bytes. Returns `undefined` when the terminal is gone. */
  read(size: number): Promise<Uint8Array | undefined>;
}

/** Opens the keyboard of the terminal that is the standard input. */
export async function openRawInput(): Promise<RawInput> {
  return Deno.build.os === "windows" ? await windowsInput() : unixInput();
}

function unixInput(): RawInput {
  return {
    setRaw(on) {
      try {
        Deno.stdin.setRaw(on);
      } catch {
        // The terminal is closed.
      }
    },
    async read(size) {
      const bytes = new Uint8Array(size);
      const count = await Deno.stdin.read(bytes).catch(() => null);
      return count === null ? undefined : bytes.subarray(0, count);
    },
  };
}

/** On Windows, one handle has to do both: only the stream's reads decode keys beyond ASCII. */
async function windowsInput(): Promise<RawInput> {
  const { default: process } = await import("node:process");
  const { stdin } = process;
  const chunks = stdin[Symbol.asyncIterator]();
  return {
    setRaw: (on) => void stdin.setRawMode?.(on),
    async read() {
      const { value, done } = await chunks.next();
      return done ? undefined : typeof value === "string" ? new TextEncoder().encode(value) : value;
    },
  };
}
