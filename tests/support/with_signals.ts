/** For tests that send signals: on Windows no program hears one from another. */
export const WITH_SIGNALS = { ignore: Deno.build.os === "windows" };
