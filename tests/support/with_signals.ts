/** Options of tests that send signals. On Windows, programs cannot receive them. */
export const WITH_SIGNALS = { ignore: Deno.build.os === "windows" };
