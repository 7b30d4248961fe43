import assert from "node:assert/strict";
import { channelCheck, directCheck } from "../../../lib/clients/check/dialect_checks.ts";

const CHECKS = { channel: channelCheck(), direct: directCheck() };
const MIN_CASES = { channel: 40, direct: 35 };

for (const [dialect, { cases, start }] of Object.entries(CHECKS)) {
  Deno.test(`the cases of the ${dialect} dialect have names of their own and full texts`, () => {
    const names = cases.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, rule, assignment } of cases) {
      assert.match(name, /^[a-z\d]+(-[a-z\d]+)*$/);
      assert.match(rule, /^.*[^.]$/, `${name}: the rule is a sentence without a full stop`);
      assert.match(assignment, /\.$/, `${name}: what the assignment says ends with a full stop`);
    }
  });

  Deno.test(`there are enough cases of the ${dialect} dialect, and the musts are the most`, () => {
    const count = (level: string) => cases.filter((one) => one.level === level).length;
    const needed = MIN_CASES[dialect as keyof typeof MIN_CASES];
    assert(count("must") + count("should") >= needed);
    assert(count("must") > count("should") && count("extra") > 0);
  });

  Deno.test(`the cases of the ${dialect} dialect link to pages and sections that exist`, () => {
    for (const { link } of [...cases, start]) {
      const [page, section] = link.split("#");
      const headings = Deno.readTextFileSync(page!).matchAll(/^#+ (.*)$/gm);
      const anchors = Array.from(
        headings,
        ([, heading]) =>
          heading!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"),
      );
      assert(anchors.includes(section!), `${link} does not exist`);
    }
  });
}
