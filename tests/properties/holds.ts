/**
 * Property tests: each checks a statement about all inputs with random ones. A failure prints the
 * command that repeats it: `REPLAY=SEED:PATH deno test -P …`.
 *
 * @module
 */
import fc from "fast-check";

/** The seed and path that a failed run printed. */
const REPLAY = Deno.permissions.querySync({ name: "env", variable: "REPLAY" }).state === "granted"
  ? Deno.env.get("REPLAY")
  : undefined;

/**
 * Defines a test that `property` holds.
 *
 * @param runs The number of inputs. Choose it so that the test takes about a second at most.
 */
export function holds<Input>(name: string, property: fc.IRawProperty<Input>, runs = 300): void {
  Deno.test(name, async () => {
    const parameters = { numRuns: runs, ...replayParameters() };
    const result = await (fc.check(property, parameters) as Promise<fc.RunDetails<Input>>);
    if (!result.failed) return;
    const replay = `REPLAY=${result.seed}:${result.counterexamplePath}`;
    throw new Error(
      `${fc.defaultReportMessage(result)}\nTo repeat: ${replay} deno test -P --filter "${name}"`,
      { cause: result.errorInstance },
    );
  });
}

function replayParameters(): fc.Parameters<unknown> {
  if (REPLAY === undefined) return {};
  const [, seed, path] = /^(-?\d+):([\d:]*)$/.exec(REPLAY) ?? [];
  if (seed === undefined || path === undefined) {
    throw new Error(`Cannot replay "${REPLAY}": it is not SEED:PATH`);
  }
  return { seed: Number(seed), path };
}
