import assert from "node:assert/strict";
import { flagsOf } from "../../lib/command_line/command.ts";
import { PROGRAMS } from "../../release/programs.ts";
import { PAGES } from "./blocks.ts";

/** Flags of other programs, and of Parley's own scripts. */
const FOREIGN_FLAGS = {
  commands: "address all clear lock unlock",
  deno: "allow-ffi allow-net allow-read allow-sys allow-write check doc include no-remote v8-flags",
  v8: "max-semi-space-size min-semi-space-size semi-space-growth-factor single-threaded-gc",
  nats: "config http jetstream signal",
  nsc:
    "account config-file js-consumer js-disk-storage js-mem-storage js-streams mem-resolver name " +
    "output-file sys sys-account",
  scripts: "against connection minutes only rounds seconds seed target",
  others: "chat fail follow max-time now package repo silent system unit yes",
};

/** Returns the anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^```.*?^```$/gms, "").matchAll(/^#+ (.*)$/gm);
  return new Set(
    Array.from(
      headings,
      ([, heading]) =>
        heading!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"),
    ),
  );
}

/** Returns the local files that a page links to, with the anchors. */
function linksOf(page: string): { path: string; anchor: string | undefined }[] {
  const text = Deno.readTextFileSync(page).replace(/^```.*?^```$/gms, "");
  return Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [file, anchor] = target.split("#");
      const { pathname } = new URL(file || page.split("/").at(-1)!, `file:///${page}`);
      return { path: pathname.slice(1), anchor };
    });
}

Deno.test("docs/README.md links to every page below docs", () => {
  const linked = new Set(linksOf("docs/README.md").map(({ path }) => path));
  const pages = PAGES.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
  assert.deepEqual(pages.filter((page) => !linked.has(page)), []);
});

Deno.test("every link in a page leads to an existing file and heading", async () => {
  for (const page of PAGES) {
    for (const { path, anchor } of linksOf(page)) {
      await Deno.stat(path).catch(() =>
        assert.fail(`${page} links to ${path}, which does not exist`)
      );
      if (anchor === undefined) continue;
      const exists = anchorsOf(Deno.readTextFileSync(path)).has(anchor);
      assert(exists, `${page} links to #${anchor} of ${path}, which does not exist`);
    }
  }
});

Deno.test("every file of the source that a page names exists", async () => {
  for (const page of PAGES) {
    const text = await Deno.readTextFile(page);
    for (const [, path] of text.matchAll(/`((?:bench|docs|lib|release|tests)\/[a-z\d_/.-]*)`/g)) {
      await Deno.stat(path!).catch(() =>
        assert.fail(`${page} names ${path}, which does not exist`)
      );
    }
  }
});

Deno.test("every flag in a page exists", async () => {
  const ours = Object.values(PROGRAMS).flatMap(({ command }) => Object.keys(flagsOf(command)));
  const known = new Set([...ours, ...Object.values(FOREIGN_FLAGS).join(" ").split(" ")]);
  for (const page of PAGES) {
    const text = await Deno.readTextFile(page);
    for (const [, flag] of text.matchAll(/(?<![-\w])--([a-z][a-z\d-]*)/g)) {
      assert(known.has(flag!), `${page} names --${flag}, which is no flag of a known program`);
    }
  }
});
