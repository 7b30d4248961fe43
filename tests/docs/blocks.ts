/** A block of code on a page. */
export interface Block {
  readonly language: string;
  /** Its lines, without what a list indents them by. */
  readonly lines: readonly string[];
  /** Where it is: `docs/bots.md:9`. */
  readonly place: string;
}

/** All pages: those in the project's folder, and all below `docs/`. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...below("docs"),
];

/** The blocks of code of a page. */
export function blocksOf(page: string): Block[] {
  const text = Deno.readTextFileSync(page);
  const blocks = text.matchAll(/^( *)```([^\n]*)\n(.*?)^ *```$/gms);
  return Array.from(blocks, ({ index, 1: indent = "", 2: language = "", 3: code = "" }) => ({
    language,
    lines: code.trimEnd().split("\n").map((line) => line.slice(indent.length)),
    place: `${page}:${text.slice(0, index).split("\n").length}`,
  }));
}

function below(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) => {
    if (isDirectory) return below(`${folder}/${name}`);
    return name.endsWith(".md") ? [`${folder}/${name}`] : [];
  }).sort();
}
