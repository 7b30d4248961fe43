/** How many bytes of a pasted text are kept. A terminal that sends no end must not fill the memory. */
const MAX_PASTE_BYTES = 4 * 1024 * 1024;

/** What a terminal sends after a pasted text. */
const END = new TextEncoder().encode("\x1b[201~");
const ESC = 0x1b;

/** The bytes of a pasted text, up to the sequence that ends it. */
export class PasteBuffer {
  #bytes = new Uint8Array();
  #length = 0;
  /** How many bytes of {@linkcode END} the newest bytes are. */
  #matched = 0;

  /** Whether the end of the pasted text has come. */
  get isComplete(): boolean {
    return this.#matched === END.length;
  }

  /** Takes bytes from `start` on, up to the end of the pasted text. Returns the offset behind them. */
  push(bytes: Uint8Array, start: number): number {
    let at = start;
    while (at < bytes.length && !this.isComplete) {
      if (bytes[at] === END[this.#matched]) {
        this.#matched++;
        at++;
      } else if (this.#matched > 0) {
        // No part of the end starts like the end, except for its first byte.
        this.#add(END.subarray(0, this.#matched));
        this.#matched = 0;
      } else {
        const next = bytes.indexOf(ESC, at);
        const end = next < 0 ? bytes.length : next;
        this.#add(bytes.subarray(at, end));
        at = end;
      }
    }
    return at;
  }

  /** Returns the text, with "\n" for each line break, and prepares for the next one. */
  take(): string {
    if (!this.isComplete) this.#add(END.subarray(0, this.#matched));
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#bytes = new Uint8Array();
    this.#length = this.#matched = 0;
    // Terminals send the line breaks of a pasted text as the Enter key does.
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).replace(/\r\n?/g, "\n");
  }

  #add(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, MAX_PASTE_BYTES - this.#length);
    const length = this.#length + kept.length;
    if (length > this.#bytes.length) {
      const longer = new Uint8Array(Math.max(1024, 2 * length));
      longer.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = longer;
    }
    this.#bytes.set(kept, this.#length);
    this.#length = length;
  }
}
