/** The modules of a QR code by rows: true for dark ones. */
export type Modules = boolean[][];

/** The masks: which modules of the data each one inverts. */
const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => ((row >> 1) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => row * column % 2 + row * column % 3 === 0,
  (row, column) => (row * column % 2 + row * column % 3) % 2 === 0,
  (row, column) => ((row + column) % 2 + row * column % 3) % 2 === 0,
];

/** What makes a code hard to read: long runs, squares, and what looks like a finder. */
const RUN = /0{5,}|1{5,}/g;
const FINDER = /(?=10111010000|00001011101)/g;
const SQUARE_PENALTY = 3;
const FINDER_PENALTY = 40;
/** For each twentieth by which the dark modules differ from a half. */
const BALANCE_PENALTY = 10;

/**
 * Applies the mask that makes a code easiest to read to the modules that are not fixed.
 *
 * @param drawFormat Draws the format with the number of a mask.
 * @returns the number of the mask.
 */
export function bestMask(
  modules: Modules,
  isFixed: readonly (readonly boolean[])[],
  drawFormat: (mask: number) => void,
): number {
  const apply = (mask: number) => {
    modules.forEach((row, y) =>
      row.forEach((module, x) => {
        if (!isFixed[y]![x] && MASKS[mask]!(y, x)) row[x] = !module;
      })
    );
  };
  const penalties = MASKS.map((_, mask) => {
    apply(mask);
    drawFormat(mask);
    const penalty = penaltyOf(modules);
    apply(mask);
    return penalty;
  });
  const best = penalties.indexOf(Math.min(...penalties));
  apply(best);
  return best;
}

function penaltyOf(modules: Modules): number {
  const rows = modules.map(bitsOf);
  const columns = modules.map((_, x) => bitsOf(modules.map((row) => row[x]!)));
  let penalty = 0;
  for (const line of [...rows, ...columns]) {
    for (const [run] of line.matchAll(RUN)) penalty += run.length - 2;
    penalty += FINDER_PENALTY * Array.from(line.matchAll(FINDER)).length;
  }
  for (let y = 1; y < rows.length; y++) {
    for (let x = 1; x < rows.length; x++) {
      const square = rows[y - 1]!.slice(x - 1, x + 1) + rows[y]!.slice(x - 1, x + 1);
      if (square === "0000" || square === "1111") penalty += SQUARE_PENALTY;
    }
  }
  const dark = rows.join("").replaceAll("0", "").length / rows.length ** 2;
  return penalty + BALANCE_PENALTY * Math.floor(Math.abs(dark - 0.5) * 20);
}

function bitsOf(modules: readonly boolean[]): string {
  return modules.map((isDark) => isDark ? "1" : "0").join("");
}
