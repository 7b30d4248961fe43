import assert from "node:assert/strict";
import { isIP } from "node:net";
import fc from "fast-check";
import { concat } from "../../lib/framing/bytes.ts";
import { lineText } from "../../lib/framing/lines.ts";
import { TelnetFilter } from "../../lib/framing/telnet.ts";
import { parseProxyHeader, type ProxyHeader } from "../../lib/transport/proxy_header.ts";
import { SocketError } from "../../lib/transport/socket.ts";
import { holds } from "./holds.ts";
import { encode, sizes, split, streamOf } from "./streams.ts";

/** Bytes that mean something to telnet, among others. */
const telnetBytes = fc.array(
  fc.oneof(
    fc.nat(255),
    fc.constantFrom(0xff, 0xfa, 0xf0, 0xf4, 0xf2, 0xfd, 0x0d, 0x00, 0x0a, 0x80),
  ),
  { maxLength: 300, size: "medium" },
).map((numbers) => Uint8Array.from(numbers));

function filtered(pieces: Iterable<Uint8Array>): Uint8Array {
  const telnet = new TelnetFilter();
  return concat(Array.from(pieces, (piece) => telnet.filter(piece).slice()));
}

holds(
  "telnet's commands leave the same bytes wherever a stream is split",
  fc.property(streamOf(telnetBytes), sizes, (stream, sizes) => {
    assert.deepEqual(filtered(split(stream, sizes)), filtered([stream]));
  }),
);

holds(
  "a line of valid UTF-8 passes telnet's filter as it is",
  fc.property(fc.string({ unit: "binary", maxLength: 100 }), sizes, (text, sizes) => {
    const line = encode(text.replaceAll("\r\0", ""));
    assert.deepEqual(filtered(split(line, sizes)), line);
  }),
);

holds(
  "a line of valid UTF-8 with telnet's commands inside becomes that line again",
  fc.property(
    fc.array(fc.tuple(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.constantFrom([0xff, 0xf4], [0xff, 0xfd, 0x06], [0xff, 0xf4, 0xff, 0xf2], [0xff, 0xf6]),
    )),
    sizes,
    (parts, sizes) => {
      const text = parts.map(([text]) => text).join("").replaceAll("\0", "");
      const stream = concat(
        parts.flatMap(([text, command]) => [
          encode(text.replaceAll("\0", "")),
          Uint8Array.from(command),
        ]),
      );
      assert.equal(lineText(concat([filtered(split(stream, sizes)), encode("!")])), `${text}!`);
    },
  ),
);

const SIGNATURE = [...encode("\r\n\r\n\0\r\nQUIT\n")];
const word = fc.constantFrom("TCP4", "TCP6", "UNKNOWN", "192.0.2.1", "::1", "1", "65536", "x", "");
const headerLike = fc.oneof(
  fc.array(word, { maxLength: 7 }).map((words) => encode(`PROXY ${words.join(" ")}\r\n`)),
  fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0, 0x21, 0x11, 0x0c)), { maxLength: 80 })
    .map((rest) => Uint8Array.from([...SIGNATURE, ...rest])),
  fc.uint8Array({ maxLength: 80 }),
);

/** Returns the result for a start of a connection: the error is one, too. */
function parsed(start: Uint8Array): ProxyHeader | SocketError | undefined {
  try {
    return parseProxyHeader(start);
  } catch (error) {
    assert(error instanceof SocketError);
    return error;
  }
}

holds(
  "the start of a connection is a PROXY header, none, or too short to tell, and that stands",
  fc.property(headerLike, fc.uint8Array({ maxLength: 40 }), (header, rest) => {
    const stream = concat([header, rest]);
    let decided: ProxyHeader | SocketError | undefined;
    for (let length = 0; length <= stream.length; length++) {
      const result = parsed(stream.subarray(0, length));
      if (decided instanceof Error) assert.equal((result as Error).message, decided.message);
      else if (decided) assert.deepEqual(result, decided);
      decided = result;
    }
    if (decided && !(decided instanceof Error) && decided.client) {
      assert.notEqual(isIP(decided.client.hostname), 0);
    }
  }),
  1000,
);
