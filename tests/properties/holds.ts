/**
 * Properties: what holds for all inputs, tried with random ones. Which ones were tried is told when
 * one fails, as a line that tries them again: `REPLAY=SEED:PATH deno test -P …`.
 *
 * @module
 */
import fc from "fast-check";

/** What a failed run has told, to be tried again. */
const REPLAY = Deno.permissions.querySync({ name: "env", variable: "REPLAY" }).state === "granted"
  ? Deno.env.get("REPLAY")
  : undefined;

/**
 * A test that `property` holds.
 *
 * @param runs With how many inputs it is tried: so many that it takes about a second at most.
 */
export function holds<Input>(name: string, property: fc.IRawProperty<Input>, runs = 300): void {
  Deno.test(name, () => {
    const result = fc.check(property, { numRuns: runs, ...replayed() }) as fc.RunDetails<Input>;
    if (!result.failed) return;
    const again = `REPLAY=${result.seed}:${result.counterexamplePath}`;
    throw new Error(
      `${fc.defaultReportMessage(result)}\nTry it again: ${again} deno test -P --filter "${name}"`,
    );
  });
}

function replayed(): fc.Parameters<unknown> {
  if (REPLAY === undefined) return {};
  const [, seed, path] = /^(-?\d+):([\d:]*)$/.exec(REPLAY) ?? [];
  if (seed === undefined || path === undefined) throw new Error(`Cannot replay "${REPLAY}"`);
  return { seed: Number(seed), path };
}
