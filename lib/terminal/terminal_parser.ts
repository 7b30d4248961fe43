import { controlKey, csiKey, type Key, ss3Key } from "./key_names.ts";
import { PasteBuffer } from "./paste_buffer.ts";

/**
 * What a terminal reports: a key, a pasted text, the cursor's position, counted from 1, or the name
 * of the terminal with its version.
 */
export type TerminalEvent =
  | ({ readonly type: "key" } & Key)
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "position"; readonly row: number; readonly column: number }
  | { readonly type: "version"; readonly name: string };

/** What the parser waits for. */
export type Pending =
  /** Nothing, or the rest of a sequence that can only be one. */
  | "nothing"
  /** Perhaps the rest of a sequence; perhaps Escape, or Alt with a key, was pressed. */
  | "escape"
  /** The end of a pasted text. */
  | "paste";

type State =
  | "ground"
  | "escape"
  | "csi"
  | "console function key"
  | "mouse"
  | "ss3"
  | "string"
  | "string escape"
  | "alt character"
  | "paste";

const [ETX, EOT, BEL, CAN, SUB, ESC, DEL] = [0x03, 0x04, 0x07, 0x18, 0x1a, 0x1b, 0x7f];

/** Longer parameters are swallowed, but not kept. */
const MAX_PARAMETERS_LENGTH = 128;

/** The bytes of the mouse's button and position after `CSI M`. */
const X10_MOUSE_BYTES = 3;

/** What begins a control string after ESC: DCS, SOS, OSC, PM and APC. */
const STRING_STARTS = "PX]^_";

/**
 * Turns the bytes that a terminal sends into keys, after ECMA-48 and the terminals in use. Sequences
 * may arrive in any pieces. The parser swallows each sequence that is no key as a whole, and keeps
 * no more than a bounded part of it.
 *
 * A terminal sends the same for Escape as for the start of a sequence, so the caller calls
 * `timeOut` when nothing has followed for a while.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * const events: unknown[] = [];
 * const parser = new TerminalParser((event) => events.push(event));
 * parser.push(new TextEncoder().encode("hé\x1b[1;5D\x1b[<0;3;4M"));
 * deepEqual(events, [{ type: "key", text: "hé" }, { type: "key", name: "ctrl+left" }]);
 * ```
 */
export class TerminalParser {
  readonly #emit: (event: TerminalEvent) => void;
  /** Keeps the start of a character that is incomplete. */
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #paste = new PasteBuffer();
  #state: State = "ground";
  /** What the sequence in progress has so far, without its introducer. */
  #parameters = "";
  /** The character that began the control string in progress. */
  #stringStart = "";
  /** The bytes that the sequence in progress still has, if their number is fixed. */
  #left = 0;
  /** Whether Escape precedes the key in progress once more, which means Alt. */
  #isAlt = false;
  /** Whether the sequence in progress came so late that it may have been typed by hand. */
  #isLate = false;

  /** @param emit Receives the events in order. */
  constructor(emit: (event: TerminalEvent) => void) {
    this.#emit = emit;
  }

  /** What the parser waits for. */
  get pending(): Pending {
    if (this.#state === "paste") return "paste";
    if (this.#parameters !== "" || this.#isLate) return "nothing";
    return ["escape", "csi", "ss3", "string"].includes(this.#state) ? "escape" : "nothing";
  }

  /** Takes the next bytes that the terminal has sent. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#state === "ground") at = this.#takeText(bytes, at);
      else if (this.#state === "paste") at = this.#takePaste(bytes, at);
      else if (this.#take(bytes[at]!)) at++;
    }
  }

  /** Ends what is pending, as nothing has followed for a while. */
  timeOut(): void {
    if (this.pending === "paste") return this.#endPaste();
    if (this.pending !== "escape") return;
    if (this.#state === "escape") {
      this.#emitKey({ name: "escape" });
      // A slow line may still deliver the rest of a sequence.
      this.#isLate = true;
      return;
    }
    const start = this.#state === "csi" ? "[" : this.#state === "ss3" ? "O" : this.#stringStart;
    this.#ground();
    this.#emitKey({ name: `alt+${start}` });
  }

  /** Takes characters up to a control character, and that too. Returns the offset behind them. */
  #takeText(bytes: Uint8Array, start: number): number {
    let end = start;
    while (end < bytes.length && bytes[end]! >= 0x20 && bytes[end] !== DEL) end++;
    if (end > start) this.#emitText(this.#decoder.decode(bytes.subarray(start, end), STREAM));
    if (end === bytes.length) return end;
    // An incomplete character before a control character stays incomplete.
    this.#emitText(this.#decoder.decode());
    this.#takeControl(bytes[end]!);
    return end + 1;
  }

  #takePaste(bytes: Uint8Array, start: number): number {
    const end = this.#paste.push(bytes, start);
    if (this.#paste.isComplete) this.#endPaste();
    return end;
  }

  #takeControl(byte: number): void {
    if (byte !== ESC) return this.#emitKey(controlKey(byte));
    this.#ground();
    this.#state = "escape";
  }

  /** Takes a byte of a sequence. Returns whether it belongs to that; if not, the sequence is over. */
  #take(byte: number): boolean {
    switch (this.#state) {
      case "escape":
        return this.#takeAfterEscape(byte);
      case "csi":
      case "ss3":
        return this.#takeParameter(byte);
      case "console function key":
        this.#ground();
        return byte >= 0x40 && byte < DEL;
      case "mouse":
        if (--this.#left === 0) this.#ground();
        return true;
      case "alt character":
        return this.#takeContinuation(byte);
      case "string escape":
        this.#state = "string";
        if (byte === 0x5c) this.#finishString();
        else this.#takeControl(ESC);
        return byte === 0x5c;
      default:
        return this.#takeStringByte(byte);
    }
  }

  /** Swallows the rest of a character beyond ASCII that was typed with Alt. */
  #takeContinuation(byte: number): boolean {
    const isContinuation = byte >= 0x80 && byte < 0xc0;
    if (!isContinuation || --this.#left === 0) this.#ground();
    return isContinuation;
  }

  #takeAfterEscape(byte: number): boolean {
    const character = String.fromCharCode(byte);
    if (byte === ESC) {
      // Escape before the sequence of a key is Alt with that key.
      [this.#isAlt, this.#isLate] = [!this.#isLate, false];
    } else if (character === "[" || character === "O") {
      this.#state = character === "[" ? "csi" : "ss3";
    } else if (this.#isLate) {
      this.#ground();
      return false;
    } else if (STRING_STARTS.includes(character)) {
      this.#state = "string";
      this.#stringStart = character;
    } else if (byte >= 0xc0) {
      this.#state = "alt character";
      this.#left = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    } else {
      this.#ground();
      const name = byte < 0x20 || byte === DEL ? controlKey(byte).name : character;
      this.#emitKey({ name: `alt+${name}` });
    }
    return true;
  }

  #takeParameter(byte: number): boolean {
    // A control character or one beyond ASCII is a key, and the sequence was cut off.
    if (byte < 0x20 || byte >= DEL) {
      this.#ground();
      return false;
    }
    const character = String.fromCharCode(byte);
    const isFinal = byte >= 0x40;
    if (this.#state === "csi" && this.#parameters === "") {
      if (character === "[") {
        this.#state = "console function key";
        return true;
      }
      if (character === "M") {
        [this.#state, this.#left] = ["mouse", X10_MOUSE_BYTES];
        return true;
      }
    }
    if (isFinal) this.#finishSequence(character);
    else if (this.#parameters.length < MAX_PARAMETERS_LENGTH) this.#parameters += character;
    return true;
  }

  #finishSequence(final: string): void {
    const [parameters, isSs3, isAlt] = [this.#parameters, this.#state === "ss3", this.#isAlt];
    const isLate = this.#isLate;
    this.#ground();
    if (parameters.length >= MAX_PARAMETERS_LENGTH) return;
    if (isSs3) return this.#emitFunctionKey(ss3Key(parameters, final), isAlt);
    const sequence = parameters + final;
    if (sequence === "200~") {
      this.#state = "paste";
    } else if (/^\d+;\d+R$/.test(sequence)) {
      const [row, column] = sequence.split(";").map((digits) => Number.parseInt(digits));
      this.#emit({ type: "position", row: row!, column: column! });
    } else if (/^[\d;:]*$/.test(parameters)) {
      const key = csiKey(parameters, final);
      if (key !== undefined) this.#emitFunctionKey(key, isAlt);
      else if (isLate && parameters === "" && !/[IO]/.test(final)) this.#emitText(`[${final}`);
    }
  }

  /** Control strings end with ST; most terminals end theirs with BEL, at least in some cases. */
  #takeStringByte(byte: number): boolean {
    if (byte === ESC) this.#state = "string escape";
    else if (byte === BEL || byte === CAN || byte === SUB) this.#ground();
    else if (byte === ETX || byte === EOT) {
      // Alt with "]" looks like the start of a string: the user must be able to get out of it.
      this.#ground();
      return false;
    } else if (this.#parameters.length < MAX_PARAMETERS_LENGTH) {
      this.#parameters += String.fromCharCode(byte);
    }
    return true;
  }

  #finishString(): void {
    const [start, body] = [this.#stringStart, this.#parameters];
    this.#ground();
    const isVersion = start === "P" && body.startsWith(">|");
    if (isVersion) this.#emit({ type: "version", name: body.slice(2) });
  }

  #endPaste(): void {
    const text = this.#paste.take();
    this.#ground();
    if (text !== "") this.#emit({ type: "paste", text });
  }

  #ground(): void {
    this.#state = "ground";
    this.#parameters = "";
    this.#isAlt = this.#isLate = false;
  }

  #emitFunctionKey(key: Key | undefined, isAlt: boolean): void {
    if (key === undefined) return;
    if (isAlt && "name" in key && !/alt\+/.test(key.name)) {
      this.#emitKey({ name: `alt+${key.name}` });
    } else this.#emitKey(key);
  }

  #emitKey(key: Key): void {
    this.#emit({ type: "key", ...key });
  }

  #emitText(text: string): void {
    if (text !== "") this.#emit({ type: "key", text });
  }
}

const STREAM = { stream: true };
