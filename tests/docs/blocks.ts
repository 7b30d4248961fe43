/** A code block on a page. */
export interface Block {
  readonly language: string;
  /** The lines, without the indentation of the list that contains the block. */
  readonly lines: readonly string[];
  /** The page and line, such as `docs/bots.md:9`. */
  readonly location: string;
}

/** The paths of all pages: those in the project's folder, and those below `docs/`. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...pagesBelow("docs"),
];

/** Returns the code blocks of a page. */
export function blocksOf(page: string): Block[] {
  const text = Deno.readTextFileSync(page);
  const blocks = text.matchAll(/^( *)```([^\n]*)\n(.*?)^ *```$/gms);
  return Array.from(blocks, ({ index, 1: indent = "", 2: language = "", 3: code = "" }) => ({
    language,
    lines: code.trimEnd().split("\n").map((line) => line.slice(indent.length)),
    location: `${page}:${text.slice(0, index).split("\n").length}`,
  }));
}

function pagesBelow(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) => {
    if (isDirectory) return pagesBelow(`${folder}/${name}`);
    return name.endsWith(".md") ? [`${folder}/${name}`] : [];
  }).sort();
}
