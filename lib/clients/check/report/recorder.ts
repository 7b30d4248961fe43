import { concat } from "../../../framing/bytes.ts";
import type { Transfer } from "./case_result.ts";
import { type MessageEnds, visibleHex, visibleText } from "./visible_bytes.ts";

/** How much a recorder keeps of one connection and direction, in bytes. */
const MAX_RECORDED_BYTES = 64 * 1024;

/** How many messages of one connection and direction are shown, and how many in all. */
const MAX_SHOWN_MESSAGES = 8;
const MAX_SHOWN_LINES = 16;

/** Records what goes over the connections of a case, up to a limit, and shows it. */
export class Recorder {
  readonly #messageEnds: MessageEnds;
  readonly #transfers: Transfer[] = [];
  /** How many bytes are recorded, by name and direction. */
  readonly #recorded = new Map<string, number>();

  constructor(messageEnds: MessageEnds) {
    this.#messageEnds = messageEnds;
  }

  /** Records the bytes of one write or read; the recorder keeps a copy. */
  record({ who, direction, bytes }: Transfer): void {
    const key = `${direction} ${who}`;
    const recorded = this.#recorded.get(key) ?? 0;
    const room = MAX_RECORDED_BYTES - recorded;
    this.#recorded.set(key, recorded + bytes.length);
    if (room > 0) this.#transfers.push({ who, direction, bytes: bytes.slice(0, room) });
  }

  /** Returns what was sent or received as text: a line for each message, with its user. */
  text(direction: Transfer["direction"]): string {
    return shortened(
      this.#streams(direction).flatMap(({ who, parts }) => {
        const messages = this.#messages(concat(parts));
        const lines = messages.slice(0, MAX_SHOWN_MESSAGES).map((message) =>
          `${who} ${ARROWS[direction]} ${visibleText(message)}`
        );
        const rest = messages.length - lines.length;
        return rest > 0 ? [...lines, `${who} ${ARROWS[direction]} … and ${rest} more`] : lines;
      }),
    );
  }

  /** Returns all bytes as hexadecimal digits: a line for each user and direction. */
  hex(): string {
    return shortened(
      (["sent", "received"] as const).flatMap((direction) =>
        this.#streams(direction).map(({ who, parts }) =>
          `${who} ${ARROWS[direction]} ${visibleHex(parts, this.#messageEnds)}`
        )
      ),
    );
  }

  #streams(direction: Transfer["direction"]): { who: string; parts: Uint8Array[] }[] {
    const streams = new Map<string, Uint8Array[]>();
    for (const transfer of this.#transfers) {
      if (transfer.direction !== direction) continue;
      const parts = streams.get(transfer.who) ?? [];
      parts.push(transfer.bytes);
      streams.set(transfer.who, parts);
    }
    return Array.from(streams, ([who, parts]) => ({ who, parts }));
  }

  #messages(bytes: Uint8Array): Uint8Array[] {
    const ends = this.#messageEnds(bytes);
    if (ends.at(-1) !== bytes.length) ends.push(bytes.length);
    return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
  }
}

function shortened(lines: readonly string[]): string {
  const rest = lines.length - MAX_SHOWN_LINES;
  if (rest <= 0) return lines.join("\n");
  return [...lines.slice(0, MAX_SHOWN_LINES), `… and ${rest} more lines`].join("\n");
}

const ARROWS = { sent: "→", received: "←" } as const;
