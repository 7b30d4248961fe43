/**
 * The system's own functions for what Deno has none: the times of TCP, and the jobs of a terminal.
 *
 * @module
 */

const LIBRARIES: Partial<Record<typeof Deno.build.os, string>> = {
  linux: "libc.so.6",
  darwin: "/usr/lib/libSystem.B.dylib",
};

type Libc = ReturnType<typeof open>["symbols"];

let opened: Libc | "unavailable" | undefined;

/**
 * Opens the system's library once, and gives the permission for that back. Returns `undefined` without
 * the permission to call foreign functions, and on systems other than Linux and macOS.
 */
export function openLibc(): Libc | undefined {
  const library = LIBRARIES[Deno.build.os];
  if (library === undefined) return undefined;
  try {
    opened ??= mayOpenLibc() ? open(library).symbols : "unavailable";
  } catch {
    // Another C library.
    opened = "unavailable";
  }
  return opened === "unavailable" ? undefined : opened;
}

/** Reports whether {@linkcode openLibc} may open the library. */
export function mayOpenLibc(): boolean {
  return opened !== undefined && opened !== "unavailable" ||
    Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}

function open(library: string) {
  const libc = Deno.dlopen(library, {
    getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
    setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
    getpgrp: { parameters: [], result: "i32" },
    tcgetpgrp: { parameters: ["i32"], result: "i32" },
  });
  Deno.permissions.revokeSync({ name: "ffi" });
  return libc;
}

/** The descriptor of standard input. */
const STDIN = 0;

/**
 * Reports whether the terminal that is the standard input is this job's to read from. A job in the
 * background (`server.ts &`) is stopped by the system when it tries. Without the system's functions for
 * it, the answer is no, except on Windows, which has no jobs.
 */
export function isInForeground(): boolean {
  if (Deno.build.os === "windows") return true;
  const libc = openLibc();
  return libc !== undefined && libc.tcgetpgrp(STDIN) === libc.getpgrp();
}
