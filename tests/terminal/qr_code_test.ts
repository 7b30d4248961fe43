import assert from "node:assert/strict";
import fc from "fast-check";
import { drawQrCode } from "../../lib/terminal/draw_qr_code.ts";
import { qrCode } from "../../lib/terminal/qr_code.ts";
import { readDrawnQrCode, readQrCode } from "../support/read_qr_code.ts";

/** Returns a code with light modules around it. */
function framed(modules: readonly (readonly boolean[])[]): boolean[][] {
  const side = [false, false];
  const edge = Array(2).fill(Array<boolean>(modules.length + 4).fill(false));
  return [...edge, ...modules.map((row) => [...side, ...row, ...side]), ...edge];
}

Deno.test("a QR code of any address can be read", () => {
  const addresses = [
    "http://192.168.1.20:55555/",
    "http://10.0.0.5:80/",
    "https://[2001:db8:1234:5678:9abc:def0:1234:5678]:55555/",
    "http://lab7.example.edu:55555/",
    "a",
    "x".repeat(106),
  ];
  for (const address of addresses) assert.equal(readQrCode(framed(qrCode(address)!)), address);
  assert.equal(qrCode("x".repeat(107)), undefined);
});

Deno.test("a QR code of any text can be read", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 106 }), (text) => {
      assert.equal(readQrCode(framed(qrCode(text)!)), text);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a QR code can be read on a terminal, with its colours and without", () => {
  const address = "http://192.168.1.20:55555/";
  for (const hasColours of [true, false]) {
    // deno-lint-ignore no-control-regex -- The colours.
    const rows = drawQrCode(address, hasColours).map((row) => row.replace(/\x1b\[[\d;]*m/g, ""));
    assert.deepEqual([rows.length, rows[0]!.length], [15, 29]);
    assert.equal(readDrawnQrCode(rows, hasColours), address);
  }
  assert.deepEqual(drawQrCode("x".repeat(107), true), []);
});
