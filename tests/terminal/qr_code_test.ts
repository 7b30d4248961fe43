import assert from "node:assert/strict";
import fc from "fast-check";
import jsqr from "jsqr";
import { drawQrCode } from "../../lib/terminal/draw_qr_code.ts";
import { qrCode } from "../../lib/terminal/qr_code.ts";

/** Reads modules as a camera sees them: a module is a few pixels. */
function read(modules: readonly (readonly boolean[])[], quietZone = 2): string | undefined {
  const scale = 3;
  const size = (modules.length + 2 * quietZone) * scale;
  const pixels = new Uint8ClampedArray(4 * size * size).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const row = Math.floor(y / scale) - quietZone;
      const column = Math.floor(x / scale) - quietZone;
      if (modules[row]?.[column]) pixels.fill(0, 4 * (y * size + x), 4 * (y * size + x) + 3);
    }
  }
  return jsqr.default(pixels, size, size)?.data;
}

/** Returns the modules of a drawn code, with its quiet zone. */
function modulesOf(rows: readonly string[], hasColours: boolean): boolean[][] {
  return rows.flatMap((row) => {
    // deno-lint-ignore no-control-regex -- The colours.
    const blocks = Array.from(row.replace(/\x1b\[[\d;]*m/g, ""));
    return ["▀█", "▄█"].map((drawn) => blocks.map((block) => drawn.includes(block) === hasColours));
  });
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
  for (const address of addresses) assert.equal(read(qrCode(address)!), address);
  assert.equal(qrCode("x".repeat(107)), undefined);
});

Deno.test("a QR code of any text can be read", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 106 }), (text) => {
      assert.equal(read(qrCode(text)!), text);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a QR code can be read on a terminal, with its colours and without", () => {
  const address = "http://192.168.1.20:55555/";
  for (const hasColours of [true, false]) {
    const rows = drawQrCode(address, hasColours);
    assert.equal(rows.length, 15);
    assert.equal(modulesOf(rows, hasColours)[0]!.length, 29);
    assert.equal(read(modulesOf(rows, hasColours), 0), address);
  }
  assert.deepEqual(drawQrCode("x".repeat(107), true), []);
});
