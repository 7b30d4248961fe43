import { graphemes } from "../../lib/terminal/graphemes.ts";
import { widthOf } from "../../lib/terminal/width.ts";
import type { Coloured } from "../../tests/support/pty.ts";
import { rgbOf } from "./colour.ts";
import type { Scene, Screen, Window } from "./screen.ts";

/** The size of a character cell. All sizes are in pixels. */
const CELL = { width: 8, height: 18 };
const FONT_SIZE = 13.3;
const PADDING = 11;
const TITLE_BAR = 30;
const CAPTION = 28;
const GAP = 19;
const RADIUS = 8;

/** GitHub's colours, since most people see the pictures there. */
const LIGHT = {
  window: "#ffffff",
  bar: "#f6f8fa",
  border: "#d1d9e0",
  text: "#1f2328",
  muted: "#59636e",
  cursor: "#80b3ee",
};
const DARK: typeof LIGHT = {
  window: "#0d1117",
  bar: "#151b23",
  border: "#3d444d",
  text: "#f0f6fc",
  muted: "#9198a1",
  cursor: "#2f6cb8",
};

// No CSS variables: some SVG renderers do not support them.
const STYLE = `
.row { font: ${FONT_SIZE}px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.title, .caption { font: 13px system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
.title, .caption { text-anchor: middle; }
.title { font-weight: 600; }
${colourRules(LIGHT)}
@media (prefers-color-scheme: dark) {
${colourRules(DARK)}
}
`;

function colourRules(colour: typeof LIGHT): string {
  return [
    `.window { fill: ${colour.window}; stroke: ${colour.border}; }`,
    `.bar { fill: ${colour.bar}; stroke: ${colour.border}; }`,
    `.dot { fill: ${colour.border}; }`,
    `.cursor { fill: ${colour.cursor}; }`,
    `.row { fill: ${colour.text}; }`,
    `.title, .caption { fill: ${colour.muted}; }`,
  ].join("\n");
}

/** Returns an SVG picture of windows side by side, for light and dark pages. */
export function toSvg({ description }: Scene, windows: readonly Window[]): string {
  const sizes = windows.map(({ screen }) => frameSize(screen));
  const width = sizes.reduce((sum, size) => sum + size.width + GAP, 1 - GAP);
  const height = Math.max(...sizes.map((size) => size.height)) + CAPTION + 1;
  // An offset of half a pixel keeps lines that are one pixel wide sharp.
  let x = 0.5;
  const windowSvgs = windows.map((window, index) => {
    const svg = `<g transform="translate(${x} 0.5)">\n${windowSvg(window)}\n</g>`;
    x += sizes[index]!.width + GAP;
    return svg;
  });
  return [
    // Keeps `deno fmt` from reformatting the picture.
    "<!-- deno-fmt-ignore-file -->",
    "<!-- Made by docs/pictures/make.ts -->",
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(description)}</title>`,
    `<style>${STYLE}</style>`,
    ...windowSvgs,
    "</svg>\n",
  ].join("\n");
}

function windowSvg({ title, screen, caption }: Window): string {
  const { width, height } = frameSize(screen);
  const middle = TITLE_BAR / 2;
  return [
    `<rect class="window" width="${width}" height="${height}" rx="${RADIUS}"/>`,
    `<path class="bar" d="M0 ${TITLE_BAR}V${RADIUS}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS}-${RADIUS}` +
    `H${width - RADIUS}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS} ${RADIUS}V${TITLE_BAR}z"/>`,
    ...[0, 1, 2].map((dot) =>
      `<circle class="dot" cx="${middle + dot * 16}" cy="${middle}" r="4.5"/>`
    ),
    `<text class="title" x="${width / 2}" y="${middle + 4.5}">${escapeXml(title)}</text>`,
    `<g transform="translate(${PADDING} ${TITLE_BAR + PADDING})">\n${screenSvg(screen)}\n</g>`,
    `<text class="caption" x="${width / 2}" y="${height + 21}">${escapeXml(caption)}</text>`,
  ].join("\n");
}

function screenSvg({ lines, colours, cursor }: Screen): string {
  const x = cursor.column * CELL.width;
  const y = cursor.row * CELL.height;
  return [
    `<rect class="cursor" x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}"/>`,
    ...lines.map((line, row) => rowSvg(line, row, colours.filter((one) => one.row === row)))
      .filter((row) => row !== ""),
  ].join("\n");
}

/** `textLength` fits the row to its cells, since fonts differ in the width of their characters. */
function rowSvg(line: string, row: number, colours: readonly Coloured[]): string {
  if (line === "") return "";
  const cells = graphemes(line).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
  const y = row * CELL.height + 13.5;
  return `<text class="row" xml:space="preserve" y="${y}" textLength="${cells * CELL.width}" ` +
    `lengthAdjust="spacingAndGlyphs">${colouredText(line, colours)}</text>`;
}

/** Coloured texts and the text before them are ASCII, so columns are string offsets. */
function colouredText(line: string, colours: readonly Coloured[]): string {
  let end = 0;
  const pieces = colours.map(({ text, column, colour }) => {
    const before = line.slice(end, column);
    end = column + text.length;
    return `${escapeXml(before)}<tspan fill="rgb(${rgbOf(colour)})">${escapeXml(text)}</tspan>`;
  });
  return pieces.join("") + escapeXml(line.slice(end));
}

function frameSize({ columns, rows }: Screen): { width: number; height: number } {
  return {
    width: columns * CELL.width + 2 * PADDING,
    height: TITLE_BAR + rows * CELL.height + 2 * PADDING,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
