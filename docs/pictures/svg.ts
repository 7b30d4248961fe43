import { graphemes } from "../../lib/terminal/graphemes.ts";
import { widthOf } from "../../lib/terminal/width.ts";
import type { Coloured } from "../../tests/support/pty.ts";
import { rgbOf } from "./colour.ts";
import type { Scene, Screen, Window } from "./screen.ts";

/** A character's cell; all sizes are in pixels. */
const CELL = { width: 8, height: 18 };
const FONT_SIZE = 13.3;
const PADDING = 11;
const TITLE_BAR = 30;
const CAPTION = 28;
const GAP = 19;
const RADIUS = 8;

/** GitHub's colours, as the pictures are mostly seen there. */
const LIGHT = {
  window: "#ffffff",
  bar: "#f6f8fa",
  edge: "#d1d9e0",
  text: "#1f2328",
  quiet: "#59636e",
  cursor: "#80b3ee",
};
const DARK: typeof LIGHT = {
  window: "#0d1117",
  bar: "#151b23",
  edge: "#3d444d",
  text: "#f0f6fc",
  quiet: "#9198a1",
  cursor: "#2f6cb8",
};

// No variables: not all that draws SVG knows them.
const STYLE = `
.row { font: ${FONT_SIZE}px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.title, .caption { font: 13px system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
.title, .caption { text-anchor: middle; }
.title { font-weight: 600; }
${colours(LIGHT)}
@media (prefers-color-scheme: dark) {
${colours(DARK)}
}
`;

function colours(colour: typeof LIGHT): string {
  return [
    `.window { fill: ${colour.window}; stroke: ${colour.edge}; }`,
    `.bar { fill: ${colour.bar}; stroke: ${colour.edge}; }`,
    `.dot { fill: ${colour.edge}; }`,
    `.cursor { fill: ${colour.cursor}; }`,
    `.row { fill: ${colour.text}; }`,
    `.title, .caption { fill: ${colour.quiet}; }`,
  ].join("\n");
}

/** An SVG picture of windows side by side, for light and for dark pages. */
export function draw({ description }: Scene, windows: readonly Window[]): string {
  const sizes = windows.map(({ screen }) => frameSize(screen));
  const width = sizes.reduce((sum, size) => sum + size.width + GAP, 1 - GAP);
  const height = Math.max(...sizes.map((size) => size.height)) + CAPTION + 1;
  // Half a pixel in, so that lines one pixel wide are sharp.
  let x = 0.5;
  const drawn = windows.map((window, index) => {
    const svg = `<g transform="translate(${x} 0.5)">\n${drawWindow(window)}\n</g>`;
    x += sizes[index]!.width + GAP;
    return svg;
  });
  return [
    // Or `deno fmt` would lay it out anew.
    "<!-- deno-fmt-ignore-file -->",
    "<!-- Made by docs/pictures/make.ts -->",
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(description)}</title>`,
    `<style>${STYLE}</style>`,
    ...drawn,
    "</svg>\n",
  ].join("\n");
}

function drawWindow({ title, screen, caption }: Window): string {
  const { width, height } = frameSize(screen);
  const middle = TITLE_BAR / 2;
  return [
    `<rect class="window" width="${width}" height="${height}" rx="${RADIUS}"/>`,
    `<path class="bar" d="M0 ${TITLE_BAR}V${RADIUS}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS}-${RADIUS}` +
    `H${width - RADIUS}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS} ${RADIUS}V${TITLE_BAR}z"/>`,
    ...[0, 1, 2].map((dot) =>
      `<circle class="dot" cx="${middle + dot * 16}" cy="${middle}" r="4.5"/>`
    ),
    `<text class="title" x="${width / 2}" y="${middle + 4.5}">${escaped(title)}</text>`,
    `<g transform="translate(${PADDING} ${TITLE_BAR + PADDING})">\n${drawScreen(screen)}\n</g>`,
    `<text class="caption" x="${width / 2}" y="${height + 21}">${escaped(caption)}</text>`,
  ].join("\n");
}

function drawScreen({ lines, colours, cursor }: Screen): string {
  const x = cursor.column * CELL.width;
  const y = cursor.row * CELL.height;
  return [
    `<rect class="cursor" x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}"/>`,
    ...lines.map((line, row) => drawRow(line, row, colours.filter((one) => one.row === row)))
      .filter((row) => row !== ""),
  ].join("\n");
}

/** A row, stretched or squeezed to its cells: fonts differ in how wide their letters are. */
function drawRow(line: string, row: number, colours: readonly Coloured[]): string {
  if (line === "") return "";
  const cells = graphemes(line).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
  const y = row * CELL.height + 13.5;
  return `<text class="row" xml:space="preserve" y="${y}" textLength="${cells * CELL.width}" ` +
    `lengthAdjust="spacingAndGlyphs">${withColours(line, colours)}</text>`;
}

/** What is coloured is ASCII, and so is what stands before it: columns are offsets. */
function withColours(line: string, colours: readonly Coloured[]): string {
  let end = 0;
  const pieces = colours.map(({ text, column, colour }) => {
    const before = line.slice(end, column);
    end = column + text.length;
    return `${escaped(before)}<tspan fill="rgb(${rgbOf(colour)})">${escaped(text)}</tspan>`;
  });
  return pieces.join("") + escaped(line.slice(end));
}

function frameSize({ columns, rows }: Screen): { width: number; height: number } {
  return {
    width: columns * CELL.width + 2 * PADDING,
    height: TITLE_BAR + rows * CELL.height + 2 * PADDING,
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
