import { UPGRADE } from "../support/web_client.ts";
import { clientFrame, type FrameParts } from "../support/websocket_frames.ts";
import { concat } from "../../lib/framing/bytes.ts";
import type { Random } from "./random.ts";
import { validStream } from "./valid_stream.ts";

/** Frames that a client must not send, by what is wrong with them. */
const FLAWS: readonly ((random: Random) => FrameParts)[] = [
  () => ({ isMasked: false }),
  (random) => ({ reserved: random.between(1, 7) }),
  (random) => ({ opcode: random.below(16) }),
  () => ({ isFinal: false }),
  () => ({ lengthBytes: 9 }),
  (random) => ({ length: 2 ** random.below(63) }),
];

const ODD_TEXTS = ["", "\n", "HELLO-FROM web-page", "x".repeat(126), "\u0000", "GET / HTTP/1.1"];

/** Returns what a client of a WebSocket sends: mostly messages, and some that are wrong. */
export function webSocketStream(random: Random): Uint8Array<ArrayBuffer> {
  const lines = new TextDecoder().decode(validStream(random, "messenger")).trimEnd().split("\n");
  const frames = lines.flatMap((line) => [...framesOf(random, line), ...anyControl(random)]);
  return concat([new TextEncoder().encode(head(random)), Uint8Array.from(frames)]).slice();
}

function head(random: Random): string {
  const fields = { Host: random.once(10) ? "evil.example" : "localhost", ...UPGRADE };
  const lines = Object.entries(fields).filter(() => !random.once(40));
  if (random.once(10)) {
    lines.push(["Origin", random.pick(["http://localhost", "null", "http://x"])]);
  }
  return `GET /chat HTTP/1.1\r\n${
    lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")
  }\r\n`;
}

/** Returns a message, whole or in fragments, or something wrong. */
function framesOf(random: Random, line: string): number[] {
  if (random.once(30)) return clientFrame(line, random.pick(FLAWS)(random));
  if (random.once(10)) return clientFrame(random.pick(ODD_TEXTS));
  if (random.once(30)) return clientFrame([...random.bytes(random.between(1, 300))]);
  if (!random.once(3)) return clientFrame(line);
  const bytes = [...new TextEncoder().encode(line)];
  const at = random.below(bytes.length + 1);
  return [
    ...clientFrame(bytes.slice(0, at), { isFinal: false }),
    ...anyControl(random),
    ...clientFrame(bytes.slice(at), { opcode: 0 }),
  ];
}

/** Returns pings, sometimes a flood of them, a pong or an end; mostly nothing. */
function anyControl(random: Random): number[] {
  if (!random.once(4)) return [];
  const opcode = random.pick([0x9, 0x9, 0x9, 0xa, ...(random.once(10) ? [0x8] : [])]);
  const frame = clientFrame([...random.bytes(random.below(opcode === 0x8 ? 3 : 126))], { opcode });
  const count = random.once(20) ? random.between(100, 3000) : 1;
  return Array.from({ length: count }, () => frame).flat();
}
